/** What a deployment may set each limit to, and which limits must fit one another. */
import type { Limits } from "../shared/limits.ts";

type Name = keyof Limits;

/** The longest timer of the runtime, in milliseconds (2^31 - 1); for counts, more than any room needs. */
const MOST = 2_147_483_647;

/** The largest value where something sets an end before {@link MOST}. */
const LARGEST: Partial<Record<Name, number>> = {
  // The name is in the session, and a cookie has at most 4,096 bytes (RFC 6265bis, 5.6).
  nameLength: 500,
  titleLength: 1_000,
  topicLength: 10_000,
  nonceLength: 1_000,
  // What workerd takes in one WebSocket message.
  payloadBytes: 33_554_432,
  bodyBytes: 33_554_432,
  // What Cloudflare takes as the headers of a request.
  requestBytes: 131_072,
  authBytes: 65_536,
  historyPage: 1_000,
  historyDefault: 1_000,
  searchPage: 1_000,
  membersPage: 1_000,
  directoryPage: 1_000,
  resumeMessages: 10_000,
  resumeChanges: 10_000,
  queryLength: 10_000,
  fileNameLength: 1_000,
  passphraseLeast: 128,
  // What workerd hibernates in one object.
  socketsPerRoom: 32_768,
  // The body of a request to Cloudflare.
  fileBytes: 524_288_000,
  personFileBytes: Number.MAX_SAFE_INTEGER,
  roomFileBytes: Number.MAX_SAFE_INTEGER,
  // An instance has 128 MB for everything.
  heldFileBytes: 100_663_296,
};

/** The smallest value where 1 is too small to work with. */
const SMALLEST: Partial<Record<Name, number>> = {
  // A UUID, which is what the page and most clients send.
  nonceLength: 36,
  payloadBytes: 1_024,
  bodyBytes: 1_024,
  // The headers that every browser sends, and a session cookie.
  requestBytes: 2_048,
  fileNameLength: 16,
  // One file of those that are held whole, while it grows (see `MOST_HELD`).
  heldFileBytes: 25_165_824,
};

/** The values that a limit can be set to. */
export function rangeOf(name: Name): { least: number; most: number } {
  return { least: SMALLEST[name] ?? 1, most: LARGEST[name] ?? MOST };
}

/** Room for what surrounds a text in a payload: event, nonce, attachments. */
const AROUND_TEXT = 4_096;
/** UTF-8 has at most this many bytes for a UTF-16 code unit. */
const BYTES_A_UNIT = 3;

interface Rule {
  /** The limit that is too small, and the one that asks for more of it. */
  outer: Name;
  inner: Name;
  /** How much `outer` must be at least. */
  least(inner: number): number;
  because: string;
}

const same = (inner: number): number => inner;

/** Limits that contain one another. */
export const RULES: readonly Rule[] = [
  {
    ...{ outer: "payloadBytes", inner: "textLength" },
    least: (text) => text * BYTES_A_UNIT + AROUND_TEXT,
    because: "a message of that length has to fit into a payload",
  },
  {
    ...{ outer: "bodyBytes", inner: "textLength" },
    least: (text) => text * BYTES_A_UNIT + AROUND_TEXT,
    because: "a message of that length has to fit into the body of a request",
  },
  {
    ...{ outer: "authBytes", inner: "nameLength" },
    least: (name) => name * 4 + 512,
    because: "a token with a name of that length has to fit",
  },
  {
    ...{ outer: "historyPage", inner: "historyDefault", least: same },
    because: "it is the largest page of history",
  },
  {
    ...{ outer: "retryReach", inner: "retryScan", least: same },
    because: "a retry is looked for at least as far back",
  },
  { ...{ outer: "personFileBytes", inner: "fileBytes", least: same }, because: "one file has to fit" },
  {
    ...{ outer: "roomFileBytes", inner: "personFileBytes", least: same },
    because: "the files of one person have to fit",
  },
  {
    ...{ outer: "unsentFiles", inner: "filesPerMessage", least: same },
    because: "the files of one message wait for it together",
  },
];
