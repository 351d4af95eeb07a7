/** Variables for tests that say and read more than people do. */

const NAMES = [
  "MESSAGES_PER_SECOND",
  "MESSAGE_BURST",
  "ROOM_LOAD_PER_SECOND",
  "ROOM_LOAD_BURST",
  "ADDRESS_LOAD_PER_SECOND",
  "ADDRESS_LOAD_BURST",
];

const lifted = (names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [`LIMIT_${name}`, "100000"]));

/** Variables that lift the limits on messages and on a room's work: every server of a test has them, unless it says otherwise. */
export const LIVELY = lifted(NAMES);

/** Variables of a server that lets a test do anything as fast as it likes. */
export const UNHURRIED = lifted([
  ...NAMES,
  "EVENTS_PER_SECOND",
  "EVENT_BURST",
  "PERSON_EVENTS_PER_SECOND",
  "PERSON_EVENT_BURST",
]);
