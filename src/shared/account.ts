/** A person on several devices: the account, as `/api/account` shows it to the person. */

import type { NotificationLevel } from "./push.ts";

/** What a browser says of itself in `User-Agent`; empty where it is not known. */
export interface DeviceKind {
  /** For example `Firefox`. */
  browser: string;
  /** The operating system, for example `Android`. */
  system: string;
}

/** A browser or program that is signed in. */
export interface Device extends DeviceKind {
  id: string;
  /** When it was signed in, in milliseconds since the epoch. */
  createdAt: number;
  /** When it was last used, to the hour, in milliseconds since the epoch. */
  usedAt: number;
  /** True for the device that asks. */
  current?: true;
}

/** The account of a person: it exists once they have saved a passkey or signed in another device. */
export interface AccountInfo {
  /** The device used last first. */
  devices: Device[];
  /** The oldest first. */
  passkeys: Passkey[];
  /** Whether there is a recovery code. */
  recoveryCode: boolean;
}

/** What the account of a person stores, apart from secrets: the person's own data. */
export interface AccountData extends AccountInfo {
  /** The name of the person when they last saved themselves. */
  name?: string;
  /** What follows the person to all their devices. */
  state: AccountItem[];
  /** The rooms that each device uses; `at` is when that was last noted, in milliseconds since the epoch. */
  visits: { device: string; room: string; at: number }[];
}

/** A passkey that signs the person in. */
export interface Passkey {
  /** The id of the credential. */
  id: string;
  /** What the person called it, by default the browser that made it. */
  name: string;
  /** In milliseconds since the epoch. */
  createdAt: number;
  /** When it last signed in a device, in milliseconds since the epoch; missing if it never did. */
  usedAt?: number;
}

/** A link that signs in another device, once. */
export interface DeviceLink {
  /** The part after `#link=` of the address. */
  link: string;
  /** The address on this server, as a path. Its secret is in the fragment, which a browser sends to no server. */
  path: string;
  /** When it expires, in milliseconds since the epoch: ten minutes after it was made. */
  expiresAt: number;
}

/** Whom a link signs in. */
export interface DeviceLinkPreview {
  name: string;
  expiresAt: number;
  /** True on a device that is signed in as this person: it need not use the link. */
  already?: true;
}

/**
 * Something that follows the person to all their devices. `room` is a canonical name, and empty for the name of the person.
 *
 * - `name`: the name that the person chose.
 * - `room`: a room in their list; null for one that they removed from it.
 * - `seen`: the `seq` of the newest message that they have seen in a room.
 * - `notifications`: what they want to be notified of in a room; null for no choice.
 */
export type AccountItem =
  | { kind: "name"; room: ""; value: string }
  | { kind: "room"; room: string; value: ListedVisit | null }
  | { kind: "seen"; room: string; value: number }
  | { kind: "notifications"; room: string; value: NotificationLevel | null };

/** A room in the list of a person. */
export interface ListedVisit {
  /** When it was last opened, in milliseconds since the epoch. */
  at: number;
  /** Its title, if that is not its name. */
  title?: string;
}

/** An item that was changed on a device, and how long ago, in milliseconds: clocks of devices differ. */
export type AccountChange = AccountItem & { age: number };

/** What a person's devices share. Both are missing where the person has no account. */
export interface AccountState {
  /** The number of the newest change. */
  rev?: number;
  /** Everything; missing where the device knew all before its changes. */
  items?: AccountItem[];
}

/** A session that has begun, or is on another device now. */
export interface SignedIn {
  you: { id: string; name: string };
  /** On a device that was signed in: the rooms that the person uses, the latest first. */
  rooms?: { name: string; at: number }[];
  /** On a device that was signed in: what the devices share. */
  state?: AccountState;
  /** The new token of the session, for a client without cookies. */
  token?: string;
}
