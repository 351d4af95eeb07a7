/** Access to private rooms: invites, passphrases, guests, ownership. */
import type { Member } from "./message.ts";

/** An invite link. It replaces the one before. */
export interface Invite {
  /** For `auth.invite`. It is sent only once. */
  token: string;
  /** The room's page with the token in it. A visitor who opens it is admitted for good. */
  path: string;
}

/** Which credentials a room accepts. */
export interface KeysInUse {
  invite: boolean;
  passphrase: boolean;
}

export interface PassphrasePayload {
  /** `LIMITS.passphraseLeast` to 128 characters; `null` for none. */
  passphrase: string | null;
}

/** The next owner of the room. */
export interface HandoverPayload {
  /** The id of a person who is here, or who was admitted. */
  id: string;
}

/** A page of the people who were admitted to a private room. */
export interface GuestsPage {
  guests: Member[];
  cursor?: string;
}
