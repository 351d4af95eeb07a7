/** The range of each limit, and the limits that depend on each other. */
import { type Limits, limitsFrom, limitVariable } from "../shared/limits.ts";
import { type ConfigurationProblem, isSet } from "./variable-types.ts";

type Name = keyof Limits;

/** The longest timer of the runtime, in milliseconds (2^31 - 1). For counts it is more than any room needs. */
const MAX = 2_147_483_647;

/** The largest value where there is a reason for less than {@link MAX}. */
const LARGEST: Partial<Record<Name, number>> = {
  // The session contains the name, and a cookie has at most 4,096 bytes (RFC 6265bis, 5.6).
  nameLength: 500,
  // A row of the database has at most 2 MB: a message, or a report of one as JSON (up to 6 bytes for a unit), with its reactions and files.
  textLength: 200_000,
  reactionsPerMessage: 10_000,
  filesPerMessage: 100,
  titleLength: 1_000,
  topicLength: 10_000,
  nonceLength: 1_000,
  // The largest WebSocket message of workerd.
  payloadBytes: 33_554_432,
  bodyBytes: 33_554_432,
  // The largest headers of a request to Cloudflare.
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
  // The most WebSockets that one object can hibernate.
  socketsPerObject: 32_768,
  // The largest body of a request to Cloudflare.
  fileBytes: 524_288_000,
  personFileBytes: Number.MAX_SAFE_INTEGER,
  roomFileBytes: Number.MAX_SAFE_INTEGER,
  // An instance has 128 MB for everything.
  heldFileBytes: 100_663_296,
  // A worker may go on for 30 seconds after an answer.
  metricsMs: 20_000,
};

/** The smallest value where 1 is too small. */
const SMALLEST: Partial<Record<Name, number>> = {
  // A UUID, which is what the page and most clients send.
  nonceLength: 36,
  payloadBytes: 1_024,
  bodyBytes: 1_024,
  // The headers that every browser sends, and a session cookie.
  requestBytes: 2_048,
  fileNameLength: 16,
  // One file of those that are held whole, while it grows (see `MAX_HELD_BYTES`).
  heldFileBytes: 25_165_824,
};

/** The smallest and the largest value of a limit. */
export function rangeOf(name: Name): { least: number; most: number } {
  return { least: SMALLEST[name] ?? 1, most: LARGEST[name] ?? MAX };
}

/** Bytes of a payload besides its text: event, nonce, attachments. */
const OVERHEAD = 4_096;
/** UTF-8 has at most this many bytes for a UTF-16 code unit. */
const BYTES_PER_UNIT = 3;

interface Rule {
  /** The limit that contains the other. */
  outer: Name;
  inner: Name;
  /** The smallest `outer` for an `inner`. */
  least(inner: number): number;
  reason: string;
}

const same = (inner: number): number => inner;

/** Limits that contain other limits. */
const RULES: readonly Rule[] = [
  {
    outer: "payloadBytes",
    inner: "textLength",
    least: (text) => text * BYTES_PER_UNIT + OVERHEAD,
    reason: "a message of that length has to fit into a payload",
  },
  {
    outer: "bodyBytes",
    inner: "textLength",
    least: (text) => text * BYTES_PER_UNIT + OVERHEAD,
    reason: "a message of that length has to fit into the body of a request",
  },
  {
    outer: "authBytes",
    inner: "nameLength",
    least: (name) => name * 4 + 512,
    reason: "a token with a name of that length has to fit",
  },
  {
    outer: "historyPage",
    inner: "historyDefault",
    least: same,
    reason: "it is the largest page of history",
  },
  {
    outer: "retryReach",
    inner: "retryScan",
    least: same,
    reason: "the search for a retry goes at least as far back",
  },
  {
    outer: "personFileBytes",
    inner: "fileBytes",
    least: same,
    reason: "a file has to fit",
  },
  {
    outer: "roomFileBytes",
    inner: "personFileBytes",
    least: same,
    reason: "the files of a person have to fit",
  },
  {
    outer: "unsentFiles",
    inner: "filesPerMessage",
    least: same,
    reason: "the files of a message are uploaded before it is sent",
  },
];

/** Pages of messages, which the memory of a room and of a browser holds whole. */
const PAGES = ["historyPage", "resumeMessages", "searchPage"] as const satisfies readonly Name[];

/** The longest page of messages, in UTF-16 code units of text: an object has 128 MB for everything. */
const PAGE_LENGTH = 16_777_216;

/** What is wrong with limits that contradict each other. */
export function limitProblems(variables: object): ConfigurationProblem[] {
  const limits = limitsFrom(variables);
  const problems: ConfigurationProblem[] = [];
  for (const { outer, inner, least, reason } of RULES) {
    const needed = least(limits[inner]);
    if (limits[outer] >= needed) continue;
    const [outerVariable, innerVariable] = [limitVariable(outer), limitVariable(inner)];
    problems.push({
      variable: isSet(variables, innerVariable) ? innerVariable : outerVariable,
      message: `${innerVariable} is ${limits[inner]} and ${outerVariable} is ${limits[outer]}, which must be at least ${needed}: ${reason}`,
    });
  }
  for (const page of PAGES) {
    if (limits[page] * limits.textLength <= PAGE_LENGTH) continue;
    const most = Math.floor(PAGE_LENGTH / limits.textLength);
    problems.push({
      variable: limitVariable(page),
      message: `is ${limits[page]} and must be at most ${most} with a LIMIT_TEXT_LENGTH of ${limits.textLength}: a page of the longest messages has to fit into memory`,
    });
  }
  return problems;
}
