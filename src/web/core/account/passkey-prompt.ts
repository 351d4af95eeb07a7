/** Asks the browser for a passkey. */
import {
  type AuthenticationResponseJSON,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  startAuthentication,
  startRegistration,
} from "@simplewebauthn/browser";

/** Why there is no passkey: the user closed the prompt or let it pass, the device has it already, or something else. */
export type PasskeyProblem = "cancelled" | "exists" | "failed";

/** Whether this browser has passkeys here: over plain HTTP, and at an address without a domain, none does. */
export type PasskeySupport = "yes" | "insecure" | "missing";

export function passkeySupport(): PasskeySupport {
  if (!isSecureContext || /^[\d.]+$|^\[/.test(location.hostname)) return "insecure";
  return typeof PublicKeyCredential === "function" ? "yes" : "missing";
}

/** Makes a passkey. Never rejects. */
export const makePasskey = (
  optionsJSON: PublicKeyCredentialCreationOptionsJSON,
): Promise<RegistrationResponseJSON | PasskeyProblem> => attempt(() => startRegistration({ optionsJSON }));

/** Answers a challenge with a passkey that the user chooses. Never rejects. */
export const usePasskey = (
  optionsJSON: PublicKeyCredentialRequestOptionsJSON,
): Promise<AuthenticationResponseJSON | PasskeyProblem> =>
  attempt(() => startAuthentication({ optionsJSON }));

async function attempt<Answer>(ask: () => Promise<Answer>): Promise<Answer | PasskeyProblem> {
  try {
    return await ask();
  } catch (error) {
    const { name, cause } = error as Error;
    const names = [name, (cause as Error | undefined)?.name];
    if (names.includes("InvalidStateError")) return "exists";
    return names.includes("NotAllowedError") || names.includes("AbortError") ? "cancelled" : "failed";
  }
}
