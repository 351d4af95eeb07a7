/** Variables that raise rate limits, for tests that send and read more than people do. */

const MESSAGE_LIMITS = [
  "MESSAGES_PER_SECOND",
  "MESSAGE_BURST",
  "ROOM_LOAD_PER_SECOND",
  "ROOM_LOAD_BURST",
  "ADDRESS_LOAD_PER_SECOND",
  "ADDRESS_LOAD_BURST",
];

const raised = (names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [`LIMIT_${name}`, "100000"]));

/** One connection per object: every second client of a room is on a relay. */
export const ONE_PER_OBJECT = { LIMIT_SOCKETS_PER_OBJECT: "1" };

/** The variables of all servers in `npm run test:relays`, which sets `TEST_RELAYS`. */
export const relayLimits = (): Record<string, string> => (process.env.TEST_RELAYS ? ONE_PER_OBJECT : {});

/** Raises the limits on messages and on a room's load, and lists rooms of one person. Test servers have it by default. */
export const RAISED_MESSAGE_LIMITS = { ...raised(MESSAGE_LIMITS), LIMIT_DIRECTORY_AUTHORS: "1" };

/** Raises the limits on events of a client, too. */
export const RAISED_LIMITS = {
  ...RAISED_MESSAGE_LIMITS,
  ...raised(["EVENTS_PER_SECOND", "EVENT_BURST", "PERSON_EVENTS_PER_SECOND", "PERSON_EVENT_BURST"]),
};
