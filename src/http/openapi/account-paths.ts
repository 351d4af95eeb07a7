/** Operations on the account of a person: their devices. */
import * as v from "valibot";
import type { Limits } from "../../shared/limits.ts";
import { natural } from "../../shared/validation/fields.ts";
import { schemasFor } from "../../shared/validation/schemas.ts";
import { describe, type Paths } from "./operation.ts";
import { type ApiSchemas, answer, time } from "./schemas.ts";

/** A session's token; a page's own session cookie. */
const SESSION = [{ token: [] }, { session: [] }];

const NOT_SIGNED_IN = "Pages of other origins are refused, whatever `ALLOWED_ORIGINS` has.";

export function accountPaths(schemas: ApiSchemas, limits: Limits): Paths {
  const { accountState, deviceLink, link, profile, recover, savePasskey, signIn } = schemasFor(limits);
  const { Account, AccountItem, Author, Passkey } = schemas;
  const options = v.looseObject({});
  const signedIn = {
    you: Author,
    token: v.optional(v.pipe(v.string(), v.description("The new token of the session, without cookies."))),
  };
  const begun = {
    ...signedIn,
    rooms: v.optional(
      v.pipe(
        v.array(v.strictObject({ name: v.string(), at: time })),
        v.description("The rooms that the person uses, the latest first."),
      ),
    ),
    state: v.optional(v.strictObject({ rev: natural, items: v.array(AccountItem) })),
  };
  return {
    "/api/account": {
      get: describe(
        {
          operationId: "getAccount",
          summary: "The account of the person who asks, if they have one",
          security: SESSION,
          responses: { 200: ["The account.", answer({ account: v.optional(Account) })] },
          errors: ["unauthorized", "forbidden", "rate_limited"],
        },
        schemas,
      ),
      delete: describe(
        {
          operationId: "eraseAccount",
          summary: "Erases the account of the person who asks, and signs out all their devices",
          description:
            "Erase the data in rooms first, by `DELETE /api/rooms/{room}/data`: afterwards the session is not valid any more. `rooms` are rooms that the session has open, besides those that the account knows. May be repeated.",
          security: SESSION,
          requestBody: deviceLink,
          responses: { 200: ["It is erased, or was before.", answer({})] },
          errors: ["invalid", "too_large", "unauthorized", "forbidden", "rate_limited"],
        },
        schemas,
      ),
    },
    "/api/account/state": {
      post: describe(
        {
          operationId: "shareAccountState",
          summary: "What follows the person to all devices: name, rooms, read marks, notification settings",
          description:
            "Applies the changes of a device; of several changes of one item the latest counts. Without an account nothing is stored.",
          security: SESSION,
          requestBody: accountState,
          responses: {
            200: [
              "Everything that the devices share; only `rev` if the device knew all before its changes; neither without an account.",
              answer({ rev: v.optional(natural), items: v.optional(v.array(AccountItem)) }),
            ],
          },
          errors: ["invalid", "too_large", "unauthorized", "forbidden", "rate_limited"],
        },
        schemas,
      ),
    },
    "/api/account/links": {
      post: describe(
        {
          operationId: "createDeviceLink",
          summary: "Makes a link that signs in another device, once, within ten minutes",
          description: `The first one makes the account. ${NOT_SIGNED_IN}`,
          security: SESSION,
          requestBody: deviceLink,
          responses: {
            201: ["The link.", answer({ ...signedIn, link: v.string(), path: v.string(), expiresAt: time })],
          },
          errors: ["invalid", "too_large", "unauthorized", "forbidden", "rate_limited"],
        },
        schemas,
      ),
    },
    "/api/account/links/preview": {
      post: describe(
        {
          operationId: "previewDeviceLink",
          summary: "Whom a link signs in. The link stays valid",
          security: [...SESSION, {}],
          requestBody: link,
          responses: {
            200: [
              "The person.",
              answer({ name: v.string(), expiresAt: time, already: v.optional(v.literal(true)) }),
            ],
          },
          errors: ["invalid", "too_large", "unauthorized", "forbidden", "not_found", "rate_limited"],
        },
        schemas,
      ),
    },
    "/api/account/links/redeem": {
      post: describe(
        {
          operationId: "redeemDeviceLink",
          summary: "Signs in the device that sends it",
          description: `A page gets the session as a cookie, other clients as \`token\`. ${NOT_SIGNED_IN}`,
          security: [...SESSION, {}],
          requestBody: link,
          responses: { 200: ["The session.", answer(begun)] },
          errors: ["invalid", "too_large", "unauthorized", "forbidden", "not_found", "rate_limited"],
        },
        schemas,
      ),
    },
    "/api/account/devices/{device}": {
      parameters: [
        {
          name: "device",
          in: "path",
          required: true,
          description: "The id of a device, `current` or `all`.",
          schema: { type: "string" },
          example: "current",
        },
      ],
      delete: describe(
        {
          operationId: "signOut",
          summary: "Signs out a device: its session ends, and its connections are closed",
          security: SESSION,
          responses: { 200: ["It is signed out.", answer({})] },
          errors: ["unauthorized", "forbidden", "not_found", "rate_limited"],
        },
        schemas,
      ),
    },
    "/api/account/passkeys/options": {
      post: describe(
        {
          operationId: "getPasskeyCreationOptions",
          summary: "What `navigator.credentials.create` needs for a new passkey",
          security: SESSION,
          responses: { 200: ["The options, as WebAuthn defines their JSON.", answer({ options })] },
          errors: ["unauthorized", "forbidden", "rate_limited"],
        },
        schemas,
      ),
    },
    "/api/account/passkeys": {
      post: describe(
        {
          operationId: "savePasskey",
          summary: "Saves the person with a new passkey",
          description: `The first one makes the account. ${NOT_SIGNED_IN}`,
          security: SESSION,
          requestBody: savePasskey,
          responses: { 201: ["The passkey.", answer({ ...signedIn, passkey: Passkey })] },
          errors: ["invalid", "too_large", "unauthorized", "forbidden", "rate_limited"],
        },
        schemas,
      ),
    },
    "/api/account/passkeys/{passkey}": {
      parameters: [
        {
          name: "passkey",
          in: "path",
          required: true,
          description: "The id of the passkey.",
          schema: { type: "string" },
        },
      ],
      post: describe(
        {
          operationId: "renamePasskey",
          summary: "Renames a passkey",
          security: SESSION,
          requestBody: profile,
          responses: { 200: ["It is renamed.", answer({})] },
          errors: ["invalid", "too_large", "unauthorized", "forbidden", "not_found", "rate_limited"],
        },
        schemas,
      ),
      delete: describe(
        {
          operationId: "removePasskey",
          summary: "Removes a passkey: it signs no one in any more",
          security: SESSION,
          responses: { 200: ["It is removed.", answer({})] },
          errors: ["unauthorized", "forbidden", "not_found", "rate_limited"],
        },
        schemas,
      ),
    },
    "/api/account/sign-in/options": {
      post: describe(
        {
          operationId: "getSignInOptions",
          summary: "What `navigator.credentials.get` needs to sign in with a passkey",
          responses: { 200: ["The options, as WebAuthn defines their JSON.", answer({ options })] },
          errors: ["forbidden", "rate_limited"],
        },
        schemas,
      ),
    },
    "/api/account/sign-in": {
      post: describe(
        {
          operationId: "signIn",
          summary: "Signs in the device that sends the answer of a passkey",
          description: `A challenge is answered once. ${NOT_SIGNED_IN}`,
          security: [...SESSION, {}],
          requestBody: signIn,
          responses: { 200: ["The session.", answer(begun)] },
          errors: ["invalid", "too_large", "unauthorized", "forbidden", "rate_limited"],
        },
        schemas,
      ),
    },
    "/api/account/recovery-code": {
      post: describe(
        {
          operationId: "createRecoveryCode",
          summary: "Makes a recovery code, which replaces the one before",
          description: `It signs in a device once. The first one makes the account. ${NOT_SIGNED_IN}`,
          security: SESSION,
          requestBody: deviceLink,
          responses: { 201: ["The code, shown once.", answer({ ...signedIn, code: v.string() })] },
          errors: ["invalid", "too_large", "unauthorized", "forbidden", "rate_limited"],
        },
        schemas,
      ),
    },
    "/api/account/recover": {
      post: describe(
        {
          operationId: "recover",
          summary: "Signs in the device that sends a recovery code, which is used up",
          security: [...SESSION, {}],
          requestBody: recover,
          responses: { 200: ["The session.", answer(begun)] },
          errors: ["invalid", "too_large", "unauthorized", "forbidden", "not_found", "rate_limited"],
        },
        schemas,
      ),
    },
    "/api/account/signed-out": {
      post: describe(
        {
          operationId: "finishSignOut",
          summary: "Gives a browser whose person was signed out the session of a new visitor",
          description: "Sent by the page once it has removed what the browser stored of the person.",
          responses: { 200: ["Also for a browser that is signed in: nothing changes.", answer({})] },
          errors: ["forbidden", "rate_limited"],
        },
        schemas,
      ),
    },
  };
}
