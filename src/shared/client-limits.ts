/** The limits that a client needs to know: their defaults, and those of a deployment. */

/** The defaults. A deployment overrides them like all `LIMITS`. */
export const CLIENT_LIMITS = {
  /** A message's text, in UTF-16 code units (what `maxlength` of a textarea counts). */
  textLength: 4_000,
  /** A person's name, in UTF-16 code units. */
  nameLength: 40,
  /** A room's title, in UTF-16 code units. */
  titleLength: 80,
  /** A room's topic, in UTF-16 code units. */
  topicLength: 250,
  /** A message's nonce, in characters. */
  nonceLength: 64,
  /** The largest page of history, in messages. */
  historyPage: 100,
  /** The query of a search, in UTF-16 code units. */
  queryLength: 100,
  /** People on a page of `members:get`. */
  membersPage: 100,
  /** The longest slow mode, in seconds between two messages of one person. */
  slowModeSeconds: 21_600,
  /** The least `retention.count`: with fewer a retry could not be recognised. */
  retentionCount: 100,
  /** A page of the directory of rooms. */
  directoryPage: 50,
  /** One file, in bytes. */
  fileBytes: 10_485_760,
  /** A file's name, in UTF-16 code units. */
  fileNameLength: 120,
  /** Files of one message. */
  filesPerMessage: 8,
  /** The shortest passphrase of a private room, in characters. */
  passphraseLeast: 6,
  /** How long `typing` lasts without a repetition, in milliseconds. */
  typingMs: 6_000,
} as const;

/** A value for each limit that a client needs to know. */
export type ClientLimits = { readonly [Name in keyof typeof CLIENT_LIMITS]: number };

/** The limits that differ from the defaults; undefined if there are none. */
export function differingLimits(limits: ClientLimits): Partial<ClientLimits> | undefined {
  const names = Object.keys(CLIENT_LIMITS) as (keyof ClientLimits)[];
  const differing = names.filter((name) => limits[name] !== CLIENT_LIMITS[name]);
  return differing.length === 0
    ? undefined
    : Object.fromEntries(differing.map((name) => [name, limits[name]]));
}
