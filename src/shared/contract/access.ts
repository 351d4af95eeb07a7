/** What opens a private room, as it travels. */
import type { Member } from "./message.ts";

/** An invite link. The one before it is good for nothing any more. */
export interface Invite {
  /** For `auth.invite`. It is not told again. */
  token: string;
  /** The room's page with the token in it: whoever opens it is let in, and stays so. */
  path: string;
}

/** Which keys a room has. */
export interface KeysInUse {
  invite: boolean;
  passphrase: boolean;
}

export interface PassphrasePayload {
  /** `LIMITS.passphraseLeast` to 128 characters; `null` for none. */
  passphrase: string | null;
}

/** Somebody to own the room from now on. */
export interface HandoverPayload {
  /** Of somebody who is here, or who was let in. */
  id: string;
}

/** A page of the people who were let into a private room. */
export interface GuestsPage {
  guests: Member[];
  cursor?: string;
}
