/** The start of a connection: what the client sends, and the server's first event. */
import type { ClientLimits } from "../client-limits.ts";
import type { Member, Message, ShortHead } from "./message.ts";
import type { RoomSettings } from "./settings.ts";

/**
 * What a client may send when it connects, as `io(url, { auth })`.
 *
 * A client that implements `docs/adr/join-with-handshake.md` may send `v`, `lastSeq`, `lastAt` and `rev` in its address, with `join=1`.
 *
 * @example
 * ```ts
 * const socket = io("https://example.com", {
 *   path: "/rooms/general/socket.io/",
 *   auth: (send) => send({ name: "Ada", token, lastSeq, lastAt, rev }),
 * });
 * ```
 */
export interface Auth {
  /** The newest version of the events that this client reads (`EVENTS_VERSION`), 1 by default. */
  v?: number;
  /** `welcome.you.token` of an earlier connection, for clients without cookies. */
  token?: string;
  /**
   * A JSON Web Token of the issuer that the operator of this server has named: the user is the token's `sub`, also if there is a
   * `token` or a cookie. The connection ends when it expires, with a `goodbye` whose code is `unauthorized`.
   */
  jwt?: string;
  /** The name to use in this room; by default the session's name, or a generated one. */
  name?: string;
  /** The token of an invite link, for a private room. A guest who was admitted before needs none. */
  invite?: string;
  /** The passphrase of a private room. */
  passphrase?: string;
  /** The newest `seq` this client has: `welcome` then brings just what it missed. */
  lastSeq?: number;
  /** `at` of the message `lastSeq`. It reveals that the room was deleted and created again: then `gap` is true. */
  lastAt?: number;
  /** The newest `rev` this client has. */
  rev?: number;
}

/** What a token of the operator's issuer says about the user of a connection. */
export interface ConnectionIdentity {
  /** When the connection ends unless `auth:renew` brings a new token, in milliseconds since the epoch. */
  expires: number;
  /** True if the token has a name: `auth.name` is ignored, and `profile:set` is `forbidden`. */
  fixedName?: true;
  /** You have the owner's rights in this room, besides its owner. */
  role?: "owner";
}

/** The user of this connection. */
export interface You extends Member {
  /** The session token, for `auth.token` next time. Only for clients without a session cookie. */
  token?: string;
  /** What your token says, if you connected with `auth.jwt`. */
  identity?: ConnectionIdentity;
  /** True if you are muted. Other members do not see it. */
  muted?: boolean;
}

/** The first event of a connection, with all that a client needs to show the room. */
export interface Welcome {
  /** The version of the events on this connection: `auth.v`, or the newest that the server has. */
  v: number;
  /** What the next `batch` needs; missing in version 1, and if there was no message for a while. */
  short?: ShortHead;
  /** The room's canonical name. */
  room: string;
  you: You;
  settings: RoomSettings;
  /** The people who are here, including you; empty if `memberCount` is above `LIMITS.membersListed`. */
  members: Member[];
  /** How many people are here. */
  memberCount: number;
  /** The messages after `auth.lastSeq`, ascending; without `lastSeq`, or with `gap`, the newest page. */
  messages: Message[];
  /** Older messages that changed since `auth.rev`, ascending by `seq`. */
  changes: Message[];
  /** The `seq` of the newest message, 0 in a room without messages. */
  lastSeq: number;
  /** The number of the newest change, 0 in a room where nothing was changed. */
  rev: number;
  /** The limits that differ from the defaults, by their names in `LIMITS`; missing if there are none. */
  limits?: Partial<ClientLimits>;
  /** The `seq` of the newest message that you have read, on any of your devices; missing if unknown. */
  read?: number;
  /** True if the client missed too much: `messages` is the newest page, and older messages may have changed. */
  gap: boolean;
}
