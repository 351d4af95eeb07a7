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
  /** A Socket.IO payload or frame, in bytes; a larger one closes the connection. */
  payloadBytes: 262_144,
  /** `auth` of a client, in characters of JSON. */
  authBytes: 4_096,
  /** The address and headers of a request to connect, in characters: enough for a browser's headers and cookies. */
  requestBytes: 8_192,
  /** The body of a request to the API, in bytes. */
  bodyBytes: 65_536,
  /** The default page of history, and the first page of a connection, in messages. */
  historyDefault: 50,
  /** A page of search results, in messages. */
  searchPage: 30,
  /** How many messages a search reads that may have its words; a message of 1,000 characters counts as eleven. */
  searchScan: 2_000,
  /** How many messages a search adds to the index while the index is behind; long messages count as several. */
  searchIndex: 2_000,
  /** How many events a search counts as: no other request is as much work. */
  searchWeight: 2,
  /** Searches in one room per second, sustained, by all its people together. */
  searchesPerSecond: 20,
  /** Searches in one room at once. */
  searchBurst: 40,
  /** How many people a `members:get` with a `query` reads. */
  membersScan: 5_000,
  /** How many missed messages `welcome` has; with more, `gap` is true. */
  resumeMessages: 200,
  /** How many missed changes of older messages `welcome` has; with more, `gap` is true. */
  resumeChanges: 200,
  /** How far back a send without `after` searches for its nonce, in messages. */
  retryScan: 1_000,
  /** How far back a send with `after` searches for its nonce, in messages; an older one is `stale`. */
  retryReach: 10_000,
  /** Read receipts of one room; the oldest are removed for a new one. */
  readMarks: 10_000,
  /** Different emoji under one message. */
  emojiPerMessage: 20,
  /** Reactions to one message, over all its emoji: a message carries the id of each. */
  reactionsPerMessage: 500,
  /** Muted people of one room, and banned people. */
  sanctions: 1_000,
  /** Reports of one person in one room per hour. */
  reportsPerPerson: 10,
  /** Reports from one network in one room per hour. */
  reportsPerAddress: 30,
  /** Reports of one room that are kept; when all of them wait for its owner, no more are taken. */
  reportsPerRoom: 1_000,
  /** After how many days a report is erased. */
  reportDays: 90,
  /** How long a private room admits no new guests from the network of a banned person, in seconds. */
  networkBanSeconds: 86_400,
  /** How many people have to write in a public room before the directory lists it; bots do not count. */
  directoryAuthors: 2,
  /** How many of them count from one network. With fewer than `directoryAuthors`, people of several networks have to write. */
  directoryAuthorsPerNetwork: 10,
  /** New rooms per minute from one network, in a deployment without the rate limit `ROOM_MAKING`. */
  newRoomsPerAddress: 10,
  /** Rooms in the directory; the room that published the longest ago is removed for a new one. */
  directoryRooms: 10_000,
  /** How often a room publishes to the directory at most, in milliseconds. */
  directoryMs: 5_000,
  /** Files of one person in one room that are not sent yet. */
  unsentFiles: 50,
  /** Concurrent uploads of one person to one room. */
  uploadsPerPerson: 10,
  /** Concurrent uploads from one network to one room. */
  uploadsPerAddress: 40,
  /** The longest pause of an upload, in milliseconds. */
  uploadIdleMs: 15_000,
  /** The longest upload, in milliseconds. */
  uploadMs: 600_000,
  /** Files in the memory of one isolate while their location and camera data is removed, in bytes. */
  heldFileBytes: 50_331_648,
  /** All files of one person in one room, in bytes. */
  personFileBytes: 209_715_200,
  /** All files of one room, in bytes. */
  roomFileBytes: 2_147_483_648,
  /** Files of one room. */
  roomFiles: 10_000,
  /** Wrong credentials per minute for one private room from one address. */
  keyTriesPerAddress: 10,
  /** Wrong credentials per minute for one private room, from all addresses. */
  keyTriesPerRoom: 60,
  /** Devices of one person that are signed in. */
  devices: 20,
  /** Passkeys of one person. */
  passkeys: 20,
  /** Rooms that are told at once of the sign-out of a device: those that it used last. */
  deviceRooms: 200,
  /** Bots of one room. */
  bots: 50,
  /** Guests of one private room, besides its owner. */
  guests: 2_000,
  /** The most people in a member list; a larger room sends only its count. */
  membersListed: 200,
  /** The most people in `typing`. */
  typingListed: 20,
  /** Connections to one room, over all its objects. */
  socketsPerRoom: 100_000,
  /** Connections to one object of a room: above that, new ones go to relays. */
  socketsPerObject: 5_000,
  /** Connections to one room from one address: enough for a school or an office behind one router. */
  socketsPerAddress: 250,
  /** Connections from one address to one object of a room that are not admitted yet. */
  halfOpenPerAddress: 100,
  /** Events one socket may send per second, sustained. */
  eventsPerSecond: 20,
  /** Events one socket may send at once. */
  eventBurst: 60,
  /** Events one person may send per second over all their sockets, sustained; never less than one socket may. */
  personEventsPerSecond: 40,
  /** Events one person may send at once over all their sockets; never less than one socket may. */
  personEventBurst: 120,
  /** New messages one person may send per second, sustained; a retry of a stored message is not counted. */
  messagesPerSecond: 1,
  /** New messages one person may send at once. */
  messageBurst: 10,
  /** New messages one bot may send per second, sustained. */
  botMessagesPerSecond: 10,
  /** New messages one bot may send at once. */
  botMessageBurst: 100,
  /**
   * Work of one room per second, sustained, in units (`src/room/rate-limits/event-cost.ts`). A message, an edit and a deletion cost 2
   * units and 1 more for every 100 visible clients of the object that has most, a reaction twice that; a frame to those that are not visible,
   * every five seconds or 200 messages, 1 for every 100 of them; a page of history 1 and 1 more for every 25 messages; a
   * search 3; typing, read receipts and presence half a unit; other events 1 or 2. Long texts cost more.
   */
  roomLoadPerSecond: 600,
  /** Work of one room at once, in the same units. */
  roomLoadBurst: 1_200,
  /** Work for one network in one room per second, sustained; each person also has a small share of their own. */
  addressLoadPerSecond: 100,
  /** Work for one network in one room at once, in the same units. */
  addressLoadBurst: 300,
  /** Connections that one network may open to one room per second, sustained. */
  addressJoinsPerSecond: 5,
  /** Connections that one network may open to one room at once: enough for an office that reconnects. */
  addressJoinBurst: 300,
  /** Packets that all connections of one network may send to one room per second; above it those that send most are closed. */
  addressPacketsPerSecond: 300,
  /** Packets that all connections of one network may send at once. */
  addressPacketBurst: 600,
  /** Packets of any kind that one connection may send per second, sustained; more close it. Never less than twice its events. */
  packetsPerSecond: 100,
  /** Packets of any kind that one connection may send at once; never less than twice its events. */
  packetBurst: 1_000,
  /** Rejected events within a minute after which a person is disconnected. */
  floodRefusals: 500,
  /** How long such a person cannot reconnect, in milliseconds. */
  floodPenaltyMs: 30_000,
  /** Web Push subscriptions of one person in one room, one for each device; the oldest is removed for a new one. */
  pushSubscriptionsPerPerson: 10,
  /** Web Push subscriptions of one room. */
  pushSubscriptionsPerRoom: 2_000,
  /** How long a message waits before notices of it are sent, in milliseconds: its reader may see it meanwhile. */
  pushDelayMs: 2_000,
  /** The least time between two notices of one room to one device, in milliseconds. */
  pushIntervalMs: 5_000,
  /** How long a push service may take to answer, in milliseconds. */
  pushTimeoutMs: 10_000,
  /** How long a client says nothing until its socket sleeps although its object is awake, in milliseconds: that saves memory. */
  silentMs: 60_000,
  /** How soon a count reaches the metrics, in milliseconds: a room stays awake meanwhile. */
  metricsMs: 1_000,
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
 * A variable that is not a positive whole number is ignored here; `configurationProblems` reports it, and the worker answers with
 * that error. A default that contradicts another limit's value is adjusted to it.
 */
export function limitsFrom(variables: object): Limits {
  const known = cache.get(variables);
  if (known !== undefined) return known;
  const overridden = Object.entries(LIMITS).map(([name, standard]) => {
    const value = Reflect.get(variables, limitVariable(name as keyof Limits));
    const number = typeof value === "number" || /^\d+$/.test(value) ? Number(value) : 0;
    return [name, Number.isSafeInteger(number) && number > 0 ? number : standard];
  });
  const limits: Limits = Object.fromEntries(overridden);
  if (!Reflect.get(variables, limitVariable("historyDefault")))
    Object.assign(limits, { historyDefault: Math.min(limits.historyDefault, limits.historyPage) });
  cache.set(variables, limits);
  return limits;
}

/** Variables do not change in memory, and every object that wakes needs its limits. */
const cache = new WeakMap<object, Limits>();
