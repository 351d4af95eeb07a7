/** Whether a session is still signed in. Only the account of the person knows it; most visitors have none. */
import type { Session } from "./session.ts";

/** The part of an account that checks sessions. */
interface SessionAuthority {
  /** Whether a device of the person is signed in. */
  isSignedIn(device: string | undefined): Promise<boolean>;
  /** The same, for a device that connects to a room: the account tells this room when the device is signed out. */
  enterRoom(device: string, room: string): Promise<boolean>;
}

/** The part of `Env` with the accounts. */
export interface AccountsEnv {
  ACCOUNTS: { getByName(person: string): SessionAuthority };
}

/** The message of the error for a session that was signed out. */
export const SIGNED_OUT_MESSAGE = "This session was signed out.";

/**
 * Whether a session may be used. A session without a device needs no question to an account: where its person has one, the rooms
 * they use know that such a session was signed out (`src/room/access/ended-sessions.ts`).
 */
export async function isSignedIn(
  { ACCOUNTS }: AccountsEnv,
  { id, device }: Pick<Session, "id" | "device">,
): Promise<boolean> {
  return device === undefined || (await ACCOUNTS.getByName(id).isSignedIn(device));
}
