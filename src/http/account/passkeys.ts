/** Passkeys (WebAuthn): save the person with one, sign in with one. */
import type { RegistrationResponseJSON, VerifiedRegistrationResponse } from "@simplewebauthn/server";
import { Hono } from "hono";
import { challengeExpiry, newChallenge } from "../../auth/challenge.ts";
import { sessionSigner } from "../../auth/session-signer.ts";
import { type Failure, failure } from "../../shared/contract/errors.ts";
import type { AppEnv, RouteContext } from "../app-env.ts";
import { sendFailure } from "../middleware/errors.ts";
import { ownOrigin } from "../middleware/origin.ts";
import { limitRequests } from "../middleware/rate-limit.ts";
import {
  accountOf,
  callerOf,
  ownAccount,
  ownAccountChange,
  payloadOf,
  sendSignedIn,
  sessionIn,
  signIn,
  signInAttempt,
} from "./account-session.ts";
import { deviceKind } from "./device-kind.ts";

const NO_STORE = { "Cache-Control": "no-store" };

/** What the person sees beside their name when the browser asks. */
const SITE_NAME = "Socket Rocket";

const WRONG_ANSWER = failure(
  "unauthorized",
  "The passkey's answer is not valid: of another site, to an old challenge, or with a wrong signature.",
);

/**
 * - `POST /api/account/passkeys/options` answers `{ ok, options }` for `navigator.credentials.create`.
 * - `POST /api/account/passkeys` with `{ response, name?, rooms? }` saves the new passkey: 201 with `{ ok, passkey, you, token? }`.
 * - `POST /api/account/passkeys/:passkey` with `{ name }` renames one, `DELETE` removes it.
 * - `POST /api/account/sign-in/options` answers `{ ok, options }` for `navigator.credentials.get`.
 * - `POST /api/account/sign-in` with `{ response }` signs in: `{ ok, you, token? }`.
 */
export const passkeys = new Hono<AppEnv>()
  .post("/api/account/passkeys/options", ownAccount, creationOptions)
  .post("/api/account/passkeys", ownAccountChange, savePasskey)
  .post("/api/account/passkeys/:passkey", ownAccountChange, renamePasskey)
  .delete("/api/account/passkeys/:passkey", ownAccount, removePasskey)
  .post("/api/account/sign-in/options", ownOrigin, limitRequests, requestOptions)
  .post("/api/account/sign-in", signInAttempt, signInWithPasskey);

/** Loaded with the first passkey: the library is larger than the rest of the worker. */
const library = () => import("@simplewebauthn/server");

/** The domain that passkeys are bound to. */
const domainOf = (c: RouteContext): string => new URL(c.req.url).hostname;

/** The origin of our pages. A proxy may terminate TLS, so the scheme is not compared. */
const originsOf = (c: RouteContext): string[] => {
  const { host } = new URL(c.req.url);
  return [`https://${host}`, `http://${host}`];
};

const SIGN_IN = "passkey:get";
/** A new passkey is for the person who asked. */
const creationOf = (person: string): string => `passkey:create:${person}`;

async function creationOptions(c: RouteContext): Promise<Response> {
  const { id, name, device } = sessionIn(c);
  const account = await accountOf(c, id).info(device);
  if (!account.ok) return sendFailure(c, account);
  const { generateRegistrationOptions } = await library();
  const options = await generateRegistrationOptions({
    rpName: SITE_NAME,
    rpID: domainOf(c),
    userID: new Uint8Array(new TextEncoder().encode(id)),
    userName: name,
    userDisplayName: name,
    challenge: await newChallenge(await sessionSigner(c.env), creationOf(id), Date.now()),
    excludeCredentials: account.account?.passkeys.map((passkey) => ({ id: passkey.id })) ?? [],
    // Found by the browser without a name to type, and usable by the person only.
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
  });
  return c.json({ ok: true, options }, 200, NO_STORE);
}

async function savePasskey(c: RouteContext): Promise<Response> {
  const session = sessionIn(c);
  const payload = payloadOf(c, ({ savePasskey }) => savePasskey);
  if (!payload.ok) return sendFailure(c, payload);
  const { response, name, rooms } = payload.value;
  const verified = await verifyCreation(c, session.id, response as RegistrationResponseJSON);
  if (!verified.ok) return sendFailure(c, verified);
  const { id, publicKey, counter } = verified.info.credential;
  const caller = callerOf(c, session, { rooms });
  const saved = await accountOf(c, session.id).addPasskey(
    caller,
    { id, publicKey: new Uint8Array(publicKey), counter, transports: response.response.transports },
    name ?? nameFor(c),
  );
  if (!saved.ok) return sendFailure(c, saved);
  const you = { id: session.id, name: caller.name, device: saved.device };
  return sendSignedIn(c, you, { passkey: saved.passkey }, 201);
}

/** A first name for a passkey: where it was made. */
function nameFor(c: RouteContext): string {
  const { browser, system } = deviceKind(c.req.header("User-Agent"));
  return [browser, system].filter(Boolean).join(", ") || "Passkey";
}

async function verifyCreation(
  c: RouteContext,
  person: string,
  response: RegistrationResponseJSON,
): Promise<{ ok: true; info: NonNullable<VerifiedRegistrationResponse["registrationInfo"]> } | Failure> {
  const signer = await sessionSigner(c.env);
  const { verifyRegistrationResponse } = await library();
  try {
    const { registrationInfo } = await verifyRegistrationResponse({
      response,
      expectedChallenge: async (challenge) =>
        (await challengeExpiry(signer, creationOf(person), challenge, Date.now())) !== undefined,
      expectedOrigin: originsOf(c),
      expectedRPID: domainOf(c),
      requireUserVerification: true,
    });
    return registrationInfo === undefined ? WRONG_ANSWER : { ok: true, info: registrationInfo };
  } catch {
    // The library's message quotes what the client sent.
    return WRONG_ANSWER;
  }
}

async function renamePasskey(c: RouteContext): Promise<Response> {
  const { id, device } = sessionIn(c);
  const payload = payloadOf(c, ({ profile }) => profile);
  if (!payload.ok) return sendFailure(c, payload);
  const answer = await accountOf(c, id).renamePasskey(
    device,
    c.req.param("passkey") ?? "",
    payload.value.name,
  );
  return answer.ok ? c.json({ ok: true }, 200, NO_STORE) : sendFailure(c, answer);
}

async function removePasskey(c: RouteContext): Promise<Response> {
  const { id, device } = sessionIn(c);
  const answer = await accountOf(c, id).removePasskey(device, c.req.param("passkey") ?? "");
  return answer.ok ? c.json({ ok: true }, 200, NO_STORE) : sendFailure(c, answer);
}

async function requestOptions(c: RouteContext): Promise<Response> {
  const { generateAuthenticationOptions } = await library();
  const options = await generateAuthenticationOptions({
    rpID: domainOf(c),
    challenge: await newChallenge(await sessionSigner(c.env), SIGN_IN, Date.now()),
    userVerification: "required",
  });
  return c.json({ ok: true, options }, 200, NO_STORE);
}

async function signInWithPasskey(c: RouteContext): Promise<Response> {
  const payload = payloadOf(c, ({ signIn }) => signIn);
  if (!payload.ok) return sendFailure(c, payload);
  const { response: given, ...rest } = payload.value.response;
  const { handle, person } = given.userHandle;
  const account = accountOf(c, person);
  const credential = await account.passkey(rest.id);
  if (credential === undefined) return sendFailure(c, WRONG_ANSWER);
  const signer = await sessionSigner(c.env);
  const used = { challenge: "", expires: 0 };
  const { verifyAuthenticationResponse } = await library();
  const verified = await verifyAuthenticationResponse({
    response: { ...rest, response: { ...given, userHandle: handle } },
    expectedChallenge: async (challenge) => {
      const expires = await challengeExpiry(signer, SIGN_IN, challenge, Date.now());
      Object.assign(used, { challenge, expires: expires ?? 0 });
      return expires !== undefined;
    },
    expectedOrigin: originsOf(c),
    expectedRPID: domainOf(c),
    credential: {
      id: credential.id,
      publicKey: new Uint8Array(credential.publicKey),
      counter: credential.counter,
    },
    requireUserVerification: true,
  }).catch(() => ({ verified: false as const }));
  if (!verified.verified) return sendFailure(c, WRONG_ANSWER);
  const { newCounter } = verified.authenticationInfo;
  return signIn(c, person, (kind) =>
    account.signInWithPasskey({ id: rest.id, counter: newCounter, ...used }, kind),
  );
}
