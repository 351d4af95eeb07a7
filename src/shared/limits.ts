/** Every limit of a room: its name, its default, and how a deployment overrides it. */
import { CLIENT_LIMITS } from "./client-limits.ts";

/**
 * The limits and their defaults.
 *
 * A variable in `wrangler.toml` named `LIMIT_` and the name in capitals overrides one: `LIMIT_TEXT_LENGTH = "8000"`
 * sets `textLength`.
 */
export const LIMITS = {
  ...CLIENT_LIMITS,
  /** One Socket.IO payload or frame, in bytes; what is bigger closes the connection. */
  payloadBytes: 262_144,
  /** What a client may say in `auth`, in characters of JSON. */
  authBytes: 4_096,
  /** The address and headers of a request to connect, in characters: what a cookie jar and a browser's own need. */
  requestBytes: 8_192,
  /** The body of a request to the API, in bytes. */
  bodyBytes: 65_536,
  /** A page of history when nobody says how large, and the first page of a newcomer, in messages. */
  historyDefault: 50,
  /** A page of search results, in messages. */
  searchPage: 30,
  /** How many messages one search looks through, where its words may be; one of 1,000 characters counts for eleven. */
  searchScan: 2_000,
  /** How many messages one search adds to the index, while the index is behind; long ones count for several. */
  searchIndex: 2_000,
  /** How many events a search counts for: nothing else that somebody can ask for is as much work. */
  searchWeight: 2,
  /** Searches of one room per second, sustained, by all its people together: its messages do not wait for them. */
  searchesPerSecond: 20,
  /** Searches of one room at once. */
  searchBurst: 40,
  /** How many people one `members:get` with a `query` looks through. */
  membersScan: 5_000,
  /** How many missed messages `welcome` brings before it says `gap` instead. */
  resumeMessages: 200,
  /** How many changes of older messages `welcome` brings before it says `gap` instead. */
  resumeChanges: 200,
  /** How far back a send without `after` looks for its own nonce, in messages. */
  retryScan: 1_000,
  /** How far back a send with `after` looks for its own nonce, in messages; further is `stale`. */
  retryReach: 10_000,
  /** People of whom a room remembers how far they have read; who has not read for the longest time gives way. */
  readMarks: 10_000,
  /** Different emoji under one message. */
  emojiPerMessage: 20,
  /** Reactions to one message, over all its emoji: each is an id that travels with it. */
  reactionsPerMessage: 500,
  /** People who are muted in one room, and people who are banned from it. */
  sanctions: 1_000,
  /** How long nobody new comes into a private room from the network of a person who was banned from it, in seconds. */
  networkBanSeconds: 86_400,
  /** Rooms in the directory; those that told nothing for the longest time give way. */
  directoryRooms: 10_000,
  /** How long a room waits before it tells the directory again, in milliseconds. */
  directoryMs: 5_000,
  /** Files of one person in one room that wait for their message. */
  unsentFiles: 50,
  /** Uploads of one person to one room that are under way. */
  uploadsPerPerson: 10,
  /** Uploads from one network to one room that are under way. */
  uploadsPerAddress: 40,
  /** How long an upload may bring nothing, in milliseconds. */
  uploadIdleMs: 15_000,
  /** How long an upload may take in all, in milliseconds. */
  uploadMs: 600_000,
  /** What one instance of the Worker holds at once of files whose place and camera data it removes, in bytes. */
  heldFileBytes: 50_331_648,
  /** All files of one person in one room, in bytes. */
  personFileBytes: 209_715_200,
  /** All files of one room, in bytes. */
  roomFileBytes: 2_147_483_648,
  /** Files of one room. */
  roomFiles: 10_000,
  /** Keys that may be tried a minute on one private room from one address. */
  keyTriesPerAddress: 10,
  /** Keys that may be tried a minute on one private room, from wherever. */
  keyTriesPerRoom: 60,
  /** Bots of one room. */
  bots: 50,
  /** People who are let into one private room, besides its owner. */
  guests: 2_000,
  /** The most people a room names one by one; a bigger room sends its count. */
  membersListed: 200,
  /** The most people named as typing at one time. */
  typingListed: 20,
  /** Connections in one room. */
  socketsPerRoom: 10_000,
  /** Connections in one room from one address: a school or an office behind one router fits in. */
  socketsPerAddress: 250,
  /** Connections from one address that have not come in yet: asked for a name, or waiting for it. */
  halfOpenPerAddress: 100,
  /** Events one socket may send per second, sustained. */
  eventsPerSecond: 20,
  /** Events one socket may send at once after a quiet while. */
  eventBurst: 60,
  /** Events one person may send per second over all their sockets, sustained; never less than one socket may. */
  personEventsPerSecond: 40,
  /** Events one person may send at once over all their sockets; never less than one socket may. */
  personEventBurst: 120,
  /** New messages one person may send per second, sustained; a retry of a stored message is not counted. */
  messagesPerSecond: 1,
  /** New messages one person may send at once after a quiet while. */
  messageBurst: 10,
  /** New messages one bot may send per second, sustained. */
  botMessagesPerSecond: 10,
  /** New messages one bot may send at once after a quiet while. */
  botMessageBurst: 100,
  /**
   * Work that one room takes on per second, sustained, in units (`src/room/rate-limits/event-cost.ts`). A message, an edit and a deletion are 2
   * units and 1 more for every 100 connections in the room, a reaction twice that; a page of history 1 and 1 more for every 25
   * messages; a search 3; typing, a read mark and idleness half a unit; anything else 1 or 2. Long texts are more.
   */
  roomLoadPerSecond: 600,
  /** Work that one room takes on at once after a quiet while, in the same units. */
  roomLoadBurst: 1_200,
  /** Work that one network may ask of one room per second, sustained; each person in it has a small share besides. */
  addressLoadPerSecond: 100,
  /** Work that one network may ask of one room at once, in the same units. */
  addressLoadBurst: 300,
  /** Connections that one network may open to one room per second, sustained. */
  addressJoinsPerSecond: 5,
  /** Connections that one network may open to one room at once: an office whose connection was cut is back at once. */
  addressJoinBurst: 300,
  /** Packets that all connections of one network may send to one room per second; then those that send most are ended. */
  addressPacketsPerSecond: 300,
  /** Packets that all connections of one network may send at once. */
  addressPacketBurst: 600,
  /** Packets of any kind that one connection may send per second, sustained; more end it. Never less than twice its events. */
  packetsPerSecond: 100,
  /** Packets of any kind that one connection may send at once; never less than twice its events. */
  packetBurst: 1_000,
  /** Refused events within a minute after which a person who does not slow down is disconnected. */
  floodRefusals: 500,
  /** How long somebody who was disconnected for it stays out, in milliseconds. */
  floodPenaltyMs: 30_000,
} as const;

/** A value for every limit. */
export type Limits = { readonly [Name in keyof typeof LIMITS]: number };

/** The name of the variable that overrides a limit: `textLength` is `LIMIT_TEXT_LENGTH`. */
export function limitVariable(name: keyof Limits): string {
  return `LIMIT_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

/**
 * The limits of this deployment: the defaults, and what its variables override.
 *
 * A variable that is not a positive whole number is passed over here; `configurationProblems` names it, and nothing is served
 * until it is corrected. A default that another limit's value leaves no room for gives way to it.
 */
export function limitsFrom(variables: object): Limits {
  const known = resolved.get(variables);
  if (known !== undefined) return known;
  const overridden = Object.entries(LIMITS).map(([name, standard]) => {
    const value = Reflect.get(variables, limitVariable(name as keyof Limits));
    const number = typeof value === "number" || /^\d+$/.test(value) ? Number(value) : 0;
    return [name, Number.isSafeInteger(number) && number > 0 ? number : standard];
  });
  const limits: Limits = Object.fromEntries(overridden);
  if (!Reflect.get(variables, limitVariable("historyDefault")))
    Object.assign(limits, { historyDefault: Math.min(limits.historyDefault, limits.historyPage) });
  resolved.set(variables, limits);
  return limits;
}

/** Variables do not change while they are in memory, and every object that wakes asks for its limits. */
const resolved = new WeakMap<object, Limits>();
