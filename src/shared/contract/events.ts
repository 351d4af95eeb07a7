/** The events of a room, as Socket.IO's typed event maps. */
import type { SeenRequest } from "../seen-request.ts";
import type { GuestsPage, HandoverPayload, Invite, KeysInUse, PassphrasePayload } from "./access.ts";
import type { Bot, BotPayload, BotRevocation, NewBot } from "./bots.ts";
import type { ConnectionIdentity, Welcome } from "./connection.ts";
import type { ListingState } from "./directory.ts";
import type { Ack, ConnectRefusal } from "./errors.ts";
import type {
  Changes,
  DeletePayload,
  EditPayload,
  HistoryPage,
  HistoryPayload,
  Member,
  Message,
  ReactionPayload,
  ReadPayload,
  SearchPage,
  SearchPayload,
  SendPayload,
  ShortHead,
  ShortMessage,
} from "./message.ts";
import type {
  BanResult,
  DismissPayload,
  ErasePayload,
  Reported,
  ReportPayload,
  ReportsPage,
  RoomSettings,
  RoomUpdate,
  SanctionPayload,
  Sanctions,
} from "./settings.ts";

/** What a user does in this window. */
export interface PresencePayload {
  /** Whether the window was not used for a while. */
  idle: boolean;
  /**
   * Whether the window is visible: true until a client says otherwise. One that is not gets no typing, and its
   * messages, changes, settings and presence in the event `missed`, at most every five seconds. When it is visible again it gets
   * what is left at once. Missing: no change.
   */
  visible?: boolean;
}

/** A page of the people who are here: the first, the page after a cursor, or only those with some ids. */
export interface MembersPayload {
  /** `cursor` of the page before, for the same query. */
  cursor?: string;
  /**
   * Only people with a word in their name that begins with this, in any case, with or without accents. At most
   * `LIMITS.queryLength` UTF-16 code units; empty for all.
   */
  query?: string;
  /** Only people with these ids: at most `LIMITS.membersPage`. Not together with `cursor` or `query`. */
  ids?: string[];
}

/**
 * A page of the people who are here, by name. A person who stays is on one of the pages, even if others come and go; a person who
 * changes their name meanwhile may be on two pages or none.
 */
export interface MembersPage {
  /** At most `LIMITS.membersPage`. */
  members: Member[];
  /** Where the next page begins; missing on the last. With a `query`, a page with few people or none may have one, too. */
  cursor?: string;
}

/** A new token for a connection with `auth.jwt`. */
export interface RenewPayload {
  /** A JSON Web Token of the same person. */
  jwt: string;
}

export interface TypingPayload {
  active: boolean;
}

export interface ProfilePayload {
  /** 1 to `LIMITS.nameLength` characters. */
  name: string;
}

/**
 * Changes of the member list since the last such event.
 *
 * A member in `joined` replaces the member with the same id: a new name arrives this way, also your own. Above
 * `LIMITS.membersListed` people both lists are empty: discard the list you have. When the count falls to the limit again,
 * `joined` has all members.
 */
export interface Presence {
  joined: Member[];
  left: string[];
  /** How many people are here now. */
  count: number;
}

/** Whether you are muted. */
export interface Muted {
  on: boolean;
}

/** The ids of the people who are typing: the complete list. */
export interface Typing {
  ids: string[];
}

/**
 * What a client missed while it was not visible (`presence:set`). At most one every five seconds, and one as soon as it is
 * visible again: that one has `members`, `memberCount`, `typing` and, in version 2, `next`.
 */
export interface Missed {
  /** New messages in their current state, ascending. */
  messages?: ShortMessage[];
  /** For these messages only. Its numbers are not those of `batch`. */
  head?: ShortHead;
  /** Older messages that were edited, deleted or reacted to. */
  changes?: Changes;
  /** All settings of the room, if one changed. */
  room?: RoomSettings;
  /** Members who came, changed or left. */
  presence?: Presence;
  /** The people who are here, as in `welcome`. */
  members?: Member[];
  /** How many people are here. */
  memberCount?: number;
  /** The ids of the people who are typing: the complete list. */
  typing?: string[];
  /** What the client needs for the next `batch`. */
  next?: ShortHead;
}

/** From client to server: the payload, then the acknowledgement. */
export interface ClientToServerEvents {
  "message:send": (payload: SendPayload, ack: (answer: Ack<{ message: Message }>) => void) => void;
  "message:edit": (payload: EditPayload, ack: (answer: Ack<{ message: Message }>) => void) => void;
  /** The message stays as `deleted`, without its text. */
  "message:delete": (payload: DeletePayload, ack: (answer: Ack<{ message: Message }>) => void) => void;
  "reaction:set": (payload: ReactionPayload, ack: (answer: Ack<{ message: Message }>) => void) => void;
  "history:get": (payload: HistoryPayload, ack: (answer: Ack<HistoryPage>) => void) => void;
  search: (payload: SearchPayload, ack: (answer: Ack<SearchPage>) => void) => void;
  /** Reports a message of another person to the owner of the room and the operators of the server: once for each person. */
  "message:report": (payload: ReportPayload, ack: (answer: Ack) => void) => void;
  /** For rooms with too many people for `welcome` to list them. */
  "members:get": (payload: MembersPayload, ack: (answer: Ack<MembersPage>) => void) => void;
  /** Stored at intervals and when the socket disconnects. `welcome.read` and the event `read` send it to your other devices. */
  read: (payload: ReadPayload, ack: (answer: Ack) => void) => void;
  /** A member is idle if all their windows are. A client that never sends this counts as active. */
  "presence:set": (payload: PresencePayload, ack: (answer: Ack) => void) => void;
  /** Replaces `auth.jwt` before it expires; `member` is you with the name and picture of the new token. `forbidden` for the token of another person. */
  "auth:renew": (
    payload: RenewPayload,
    ack: (answer: Ack<{ identity: ConnectionIdentity; member: Member }>) => void,
  ) => void;
  /** `forbidden` for a bot, whose owner chose its name, and for a person whose token has a name. */
  "profile:set": (payload: ProfilePayload, ack: (answer: Ack<{ member: Member }>) => void) => void;
  /** This and the events below are for the owner of the room; for others they are `forbidden`. */
  "room:update": (payload: RoomUpdate, ack: (answer: Ack<{ settings: RoomSettings }>) => void) => void;
  /** Whether the directory has the room, and if not, how many people have to write first. */
  "listing:get": (payload: Record<string, never>, ack: (answer: Ack<ListingState>) => void) => void;
  /** Deletes the room with everything in it, and disconnects all members. */
  "room:delete": (payload: Record<string, never>, ack: (answer: Ack) => void) => void;
  /** A muted person can read, but not write. */
  "member:mute": (payload: SanctionPayload, ack: (answer: Ack) => void) => void;
  /** A banned person is disconnected and rejected. */
  "member:ban": (payload: SanctionPayload, ack: (answer: Ack<BanResult>) => void) => void;
  /** Deletes every message of one person, with the name and the files. People may do so with their own. */
  "member:erase": (payload: ErasePayload, ack: (answer: Ack) => void) => void;
  /** Creates a bot. Its token is sent only this once. */
  "bot:create": (payload: BotPayload, ack: (answer: Ack<NewBot>) => void) => void;
  /** The bot is disconnected, and its token is no longer valid. */
  "bot:revoke": (payload: BotRevocation, ack: (answer: Ack) => void) => void;
  "bots:get": (payload: Record<string, never>, ack: (answer: Ack<{ bots: Bot[] }>) => void) => void;
  /** Replaces the invite link: of a private room, or before it becomes private. */
  "invite:create": (payload: Record<string, never>, ack: (answer: Ack<Invite>) => void) => void;
  /** The link is no longer valid. Guests who used it stay admitted. */
  "invite:revoke": (payload: Record<string, never>, ack: (answer: Ack) => void) => void;
  "passphrase:set": (payload: PassphrasePayload, ack: (answer: Ack) => void) => void;
  "keys:get": (payload: Record<string, never>, ack: (answer: Ack<KeysInUse>) => void) => void;
  /** The people who were admitted to the room. */
  "guests:get": (payload: { cursor?: string }, ack: (answer: Ack<GuestsPage>) => void) => void;
  /** Removes a guest. The link or the passphrase would admit them again. */
  "guest:remove": (payload: { id: string }, ack: (answer: Ack) => void) => void;
  /** Makes another person the owner. */
  "room:handover": (payload: HandoverPayload, ack: (answer: Ack<{ settings: RoomSettings }>) => void) => void;
  /** The reports that wait for the owner. The event `reported` says that there is another one. */
  "reports:get": (payload: { cursor?: string }, ack: (answer: Ack<ReportsPage>) => void) => void;
  /** Takes a report off the list. The operators of the server have it all the same. */
  "report:dismiss": (payload: DismissPayload, ack: (answer: Ack<Reported>) => void) => void;
  "sanctions:get": (payload: Record<string, never>, ack: (answer: Ack<Sanctions>) => void) => void;
  /** For all members. The acknowledgement is optional. */
  typing: (payload: TypingPayload, ack?: (answer: Ack) => void) => void;
  /** The request that opened this connection, as the server received it: a page cannot see its own headers. */
  "wire:handshake": (
    payload: Record<string, never>,
    ack: (answer: Ack<{ handshake: SeenRequest }>) => void,
  ) => void;
}

/** From server to client. */
export interface ServerToClientEvents {
  /** Once per connection, before anything else. */
  welcome: (welcome: Welcome) => void;
  /**
   * New messages, ascending. Your own come after their acknowledgement. In version 2 only messages that were missed, because
   * one object of a large room was interrupted.
   */
  messages: (messages: Message[]) => void;
  /** New messages in their short form, ascending. Your own come after their acknowledgement. Version 2. */
  batch: (messages: ShortMessage[], head?: ShortHead) => void;
  /**
   * The `seq` and `nonce` of messages that you sent, before they arrive as `batch` or `missed`. Sent only to you, and only if
   * you have another connection: the one that sent a message has its nonce from the acknowledgement.
   */
  nonces: (nonces: [seq: number, nonce: string][]) => void;
  /** For clients that are not visible, and once when they are again. */
  missed: (missed: Missed) => void;
  changes: (changes: Changes) => void;
  /** All settings of the room, when one changes. */
  room: (settings: RoomSettings) => void;
  presence: (presence: Presence) => void;
  typing: (typing: Typing) => void;
  /** You were muted or unmuted. Sent only to you. */
  muted: (muted: Muted) => void;
  /** There is a new report of a message. Sent only to the owner. */
  reported: (reported: Reported) => void;
  /** How far you have read in another window or on another device. Sent only to you. */
  read: (read: ReadPayload) => void;
  /**
   * Another device of yours has changed what your devices share: name, rooms, read marks or notification settings. They are at `POST
   * /api/account/state`. Sent only to you, and only if you have an account.
   */
  account: (changed: { rev: number }) => void;
  /** The last event before the server disconnects the client, with the reason. A reconnect before `retryAfter` is rejected. */
  goodbye: (reason: ConnectRefusal) => void;
}

/** The events that are always acknowledged. */
export type RequestName = Exclude<keyof ClientToServerEvents, "typing">;

/** The payload of a request. */
export type RequestPayload<Name extends RequestName> = Parameters<ClientToServerEvents[Name]>[0];

/** The acknowledgement of a request. */
export type RequestAnswer<Name extends RequestName> = Parameters<
  Parameters<ClientToServerEvents[Name]>[1]
>[0];
