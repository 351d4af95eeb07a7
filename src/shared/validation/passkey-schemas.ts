/** What a browser sends of a passkey (WebAuthn, 5.1.8: `toJSON`). The library that verifies it reads the rest. */
import * as v from "valibot";
import { atMost } from "./fields.ts";

/** Far more than any authenticator sends, in characters. */
const LENGTH = 32_768;

const base64url = v.pipe(v.string(), v.regex(/^[\w-]+$/, "must be base64url"), atMost(LENGTH));

/** The id of a credential: at most 1,023 bytes (WebAuthn, 4). */
export const credentialId = v.pipe(base64url, atMost(1_364));

const common = {
  id: credentialId,
  rawId: credentialId,
  type: v.literal("public-key"),
  /** No extension is asked for. */
  clientExtensionResults: v.optional(v.object({}), {}),
};

/** A new passkey. */
export const newCredential = v.object({
  ...common,
  response: v.object({
    clientDataJSON: base64url,
    attestationObject: base64url,
    transports: v.optional(v.pipe(v.array(v.pipe(v.string(), atMost(32))), v.maxLength(10)), []),
  }),
});

/** The person in the user handle of a passkey. */
const userHandle = v.pipe(
  base64url,
  v.transform((handle) => ({ handle, person: decode(handle) })),
  v.check(({ person }) => /^[\w-]{1,64}$/.test(person), "must be of this server"),
);

/** The answer of a passkey to a challenge. */
export const credentialAnswer = v.object({
  ...common,
  response: v.object({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
    userHandle,
  }),
});

/** Text in base64url; empty where it is not UTF-8. */
function decode(text: string): string {
  try {
    return atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  } catch {
    return "";
  }
}
