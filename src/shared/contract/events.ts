/** The events of a room as Socket.IO's typed event maps: who sends what to whom. */

import type { ClientLimits } from "../client-limits.ts";
import type { SeenRequest } from "../seen-request.ts";
import type { GuestsPage, HandoverPayload, Invite, KeysInUse, PassphrasePayload } from "./access.ts";
import type { Bot, BotPayload, BotRevocation, NewBot } from "./bots.ts";
import type { Ack, ConnectRefusal } from "./errors.ts";
import type { Member, Message } from "./message.ts";
import type { ErasePayload, RoomSettings, RoomUpdate, SanctionPayload, Sanctions } from "./settings.ts";

/**
 * What a client may say when it connects, as `io(url, { auth })`.
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
  /** `welcome.you.token` of an earlier connection, for clients without cookies. */
  token?: string;
  /** The name to have in this room; without it the session's name, or a friendly generated one. */
  name?: string;
  /** The token of an invite link, for a private room. Whoever was let in once needs none any more. */
  invite?: string;
  /** The passphrase of a private room. */
  passphrase?: string;
  /** The newest `seq` this client has: `welcome` then brings just what it missed. */
  lastSeq?: number;
  /**
   * `at` of the message `lastSeq`. It tells the room from one that was deleted and made anew under its name: what a client
   * has of another room is a gap.
   */
  lastAt?: number;
  /** The newest `rev` this client has. */
  rev?: number;
}

/** Yourself, as the server knows you. */
export interface You extends Member {
  /** Proof of who you are, for `auth.token` next time. Only for clients without a session cookie. */
  token?: string;
  /** True for somebody who is muted. Only you are told. */
  muted?: boolean;
}

/** The first event of a connection, and all a client needs to show the room. */
export interface Welcome {
  /** The server's `PROTOCOL_VERSION`. */
  v: number;
  /** The room's canonical name. */
  room: string;
  you: You;
  settings: RoomSettings;
  /** Who is here, yourself included; empty when `memberCount` is above `LIMITS.membersListed`. */
  members: Member[];
  /** How many people are here. */
  memberCount: number;
  /** What is new since `auth.lastSeq`, ascending; without `lastSeq`, or with `gap`, the newest page. */
  messages: Message[];
  /** Older messages that changed since `auth.rev`, ascending by `seq`. */
  changes: Message[];
  /** The `seq` of the newest message, 0 in a room without messages. */
  lastSeq: number;
  /** The number of the newest change, 0 in a room where nothing was changed. */
  rev: number;
  /**
   * The limits that this deployment sets differently from the defaults, by their names in `LIMITS`; missing where there are
   * none.
   */
  limits?: Partial<ClientLimits>;
  /** How far you have read, on any of your devices; missing where nobody knows. */
  read?: number;
  /** True when it was too much: `messages` is the newest page, and what the client had before may have changed. */
  gap: boolean;
}

/** A message to send. Sending the same `nonce` again returns the message stored the first time. */
export interface SendPayload {
  /** Chosen by the sender, unique among its messages: 1 to `LIMITS.nonceLength` printable ASCII characters. */
  nonce: string;
  /** At most `LIMITS.textLength` UTF-16 code units, and empty only where there are attachments. */
  text: string;
  /** Ids of files that the sender has uploaded and not sent yet, at most `LIMITS.filesPerMessage`. */
  attachments?: string[];
  /** The newest `seq` the sender had seen when it sent this for the first time. The same on every retry. */
  after?: number;
  /** The `seq` of the message that this one answers. `not_found` unless it is there, and not deleted. */
  replyTo?: number;
}

/** How far somebody has read. */
export interface ReadPayload {
  /** The newest message seen. */
  seq: number;
}

/** Whether somebody is away from their window. */
export interface PresencePayload {
  idle: boolean;
}

/** A new text for a message of one's own. */
export interface EditPayload {
  seq: number;
  /** 1 to `LIMITS.textLength` UTF-16 code units. */
  text: string;
}

/** A message to delete: one's own, or anybody's for the owner of the room. */
export interface DeletePayload {
  seq: number;
}

/** Puts an emoji under a message, or takes one's own away. */
export interface ReactionPayload {
  seq: number;
  /** One emoji as Unicode recommends it for interchange (RGI). */
  emoji: string;
  on: boolean;
}

/** Messages that were edited, deleted or reacted to. */
export interface Changes {
  /** The newest `rev` that these bring. */
  rev: number;
  /** As they now stand, ascending by `seq`. */
  messages: Message[];
  /**
   * The id of a person all of whose messages were erased. `messages` then has the newest of them; take the text and
   * the reactions of any other of theirs away too.
   */
  erased?: string;
}

/** Which page of history: at most one of `before`, `after` and `around`; without them the newest page. */
export interface HistoryPayload {
  /** Messages with a lower `seq` than this one. */
  before?: number;
  /** Messages with a higher `seq` than this one. */
  after?: number;
  /** This message, and those on both sides of it. */
  around?: number;
  /** How many at most: `LIMITS.historyDefault` by default. More than `LIMITS.historyPage` is as many as that. */
  limit?: number;
}

/** A page of history, ascending. */
export interface HistoryPage {
  messages: Message[];
  /** Whether there is more in the direction asked; with `around`, in each of the two. */
  hasMore: boolean | { before: boolean; after: boolean };
}

/** What to look for in all messages of the room. */
export interface SearchPayload {
  /**
   * Words that are all in a message, in any order, upper or lower case, with or without accents; the last one may be
   * the beginning of a word. What is written without a space (`don't`, `14:30`) is found only together. At most
   * `LIMITS.queryLength` UTF-16 code units; without a letter, a digit or an emoji it finds nothing.
   */
  query: string;
  /** `cursor` of the page before, for the same query. */
  cursor?: string;
}

/** A page of what was found. */
export interface SearchPage {
  /** The newest first, at most `LIMITS.searchPage`. */
  messages: Message[];
  /**
   * Where to go on looking. Missing when there is no more. A page may have few messages or none and still a cursor: so
   * far was looked.
   */
  cursor?: string;
}

/** Which of the people who are here: the first page of them, or the one after a cursor; or just those of some ids. */
export interface MembersPayload {
  /** `cursor` of the page before, for the same query. */
  cursor?: string;
  /**
   * Only people with a name in which this is the beginning of a word, upper or lower case, with or without accents. At
   * most `LIMITS.queryLength` UTF-16 code units; empty for everybody.
   */
  query?: string;
  /** Only these people, as far as they are here: at most `LIMITS.membersPage`. Not beside `cursor` or `query`. */
  ids?: string[];
}

/**
 * A page of the people who are here, by name. Whoever was here all the while is on one of the pages, whoever else comes
 * and goes; who takes another name meanwhile may be on two or on none.
 */
export interface MembersPage {
  /** At most `LIMITS.membersPage`. */
  members: Member[];
  /**
   * Where the next page begins. Missing on the last one. With a `query` a page may have few people or none and still a
   * cursor: so far was looked.
   */
  cursor?: string;
}

export interface TypingPayload {
  active: boolean;
}

export interface ProfilePayload {
  /** 1 to `LIMITS.nameLength` characters. */
  name: string;
}

/**
 * Who came and who went since the last such event.
 *
 * `joined` replaces a member of the same id (a new name arrives this way, and it may name yourself). Above
 * `LIMITS.membersListed` people both lists are empty and only `count` is true: forget the list you had. When the
 * count falls back to the limit, `joined` names everybody.
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

/** Who is writing at the moment: the complete list, replacing the one before. */
export interface Typing {
  ids: string[];
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
  /** For rooms with too many people for `welcome` to name them. */
  "members:get": (payload: MembersPayload, ack: (answer: Ack<MembersPage>) => void) => void;
  /** Kept with the socket, saved now and then and when it leaves: `welcome.read` and the event `read` tell it to your other devices. */
  read: (payload: ReadPayload, ack: (answer: Ack) => void) => void;
  /** Somebody is idle when all their windows are. Told by pages; who tells nothing is not idle. */
  "presence:set": (payload: PresencePayload, ack: (answer: Ack) => void) => void;
  /** Refused to a bot: it has the name it was given. */
  "profile:set": (payload: ProfilePayload, ack: (answer: Ack<{ member: Member }>) => void) => void;
  /** From here on for the owner of the room; anybody else gets `forbidden`. */
  "room:update": (payload: RoomUpdate, ack: (answer: Ack<{ settings: RoomSettings }>) => void) => void;
  /** Ends the room: everybody is disconnected, nothing is kept. */
  "room:delete": (payload: Record<string, never>, ack: (answer: Ack) => void) => void;
  /** A muted person reads along, and writes nothing. */
  "member:mute": (payload: SanctionPayload, ack: (answer: Ack) => void) => void;
  /** A banned person is disconnected, and not let in. */
  "member:ban": (payload: SanctionPayload, ack: (answer: Ack) => void) => void;
  /** Deletes every message of one person. */
  "member:erase": (payload: ErasePayload, ack: (answer: Ack) => void) => void;
  /** A program that may come in and speak. Its token is told this once. */
  "bot:create": (payload: BotPayload, ack: (answer: Ack<NewBot>) => void) => void;
  /** The bot is disconnected, and its token is good for nothing. */
  "bot:revoke": (payload: BotRevocation, ack: (answer: Ack) => void) => void;
  "bots:get": (payload: Record<string, never>, ack: (answer: Ack<{ bots: Bot[] }>) => void) => void;
  /** An invite link in place of the one before: for a private room, or one that will be. */
  "invite:create": (payload: Record<string, never>, ack: (answer: Ack<Invite>) => void) => void;
  /** The link is good for nothing any more. Whoever came by it stays let in. */
  "invite:revoke": (payload: Record<string, never>, ack: (answer: Ack) => void) => void;
  "passphrase:set": (payload: PassphrasePayload, ack: (answer: Ack) => void) => void;
  "keys:get": (payload: Record<string, never>, ack: (answer: Ack<KeysInUse>) => void) => void;
  /** Who was let into the room. */
  "guests:get": (payload: { cursor?: string }, ack: (answer: Ack<GuestsPage>) => void) => void;
  /** Somebody is let in no more. The link or the passphrase would let them in again. */
  "guest:remove": (payload: { id: string }, ack: (answer: Ack) => void) => void;
  /** Somebody else owns the room from now on. */
  "room:handover": (payload: HandoverPayload, ack: (answer: Ack<{ settings: RoomSettings }>) => void) => void;
  "sanctions:get": (payload: Record<string, never>, ack: (answer: Ack<Sanctions>) => void) => void;
  /** For everybody again. Needs no acknowledgement; one that is asked for is given. */
  typing: (payload: TypingPayload, ack?: (answer: Ack) => void) => void;
  /** The request that opened this connection, as the server saw it: for pages, which cannot see their own headers. */
  "wire:handshake": (
    payload: Record<string, never>,
    ack: (answer: Ack<{ handshake: SeenRequest }>) => void,
  ) => void;
}

/** From server to client. */
export interface ServerToClientEvents {
  /** Once per connection, before anything else. */
  welcome: (welcome: Welcome) => void;
  /** New messages, ascending; one's own too, after their acknowledgement. */
  messages: (messages: Message[]) => void;
  changes: (changes: Changes) => void;
  /** The room's settings, whole, whenever they change. */
  room: (settings: RoomSettings) => void;
  presence: (presence: Presence) => void;
  typing: (typing: Typing) => void;
  /** You are muted from now on, or no more. Only you are told. */
  muted: (muted: Muted) => void;
  /** How far you have read, told at another of your windows or devices. Only you are told. */
  read: (read: ReadPayload) => void;
  /**
   * The last event before the server ends the connection by its own decision, and why. Where there is a `retryAfter`,
   * coming back sooner is refused.
   */
  goodbye: (reason: ConnectRefusal) => void;
}

/** The events that ask for something: every one of a client's that is always acknowledged. */
export type RequestName = Exclude<keyof ClientToServerEvents, "typing">;

/** What a request of this name says. */
export type RequestPayload<Name extends RequestName> = Parameters<ClientToServerEvents[Name]>[0];

/** How it is acknowledged. */
export type RequestAnswer<Name extends RequestName> = Parameters<
  Parameters<ClientToServerEvents[Name]>[1]
>[0];
