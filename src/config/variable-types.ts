/** The types of variables: secrets, numbers, addresses and lists of origins. An empty string counts as absent. */
import * as v from "valibot";
import { parseOrigins } from "./origins.ts";

/** A variable that cannot be used as it is. */
export interface ConfigurationProblem {
  variable: string;
  /** A sentence for the operator. It never quotes a secret. */
  message: string;
}

/** The shortest secret, in characters: 32 random hexadecimal digits are 128 bits. */
const SECRET_LENGTH = 32;

/** How many different characters it has at least. Of 32 random hexadecimal digits fewer than one in 10,000,000 have less. */
const DIFFERENT_CHARACTERS = 8;

export const secret = v.pipe(
  v.string("must be a string"),
  v.check(
    (text) => text === "" || text.trim().length >= SECRET_LENGTH,
    `must have at least ${SECRET_LENGTH} random characters`,
  ),
  v.check(
    (text) => text === "" || new Set(text).size >= DIFFERENT_CHARACTERS,
    `must be random: it has less than ${DIFFERENT_CHARACTERS} different characters`,
  ),
);

/** A secret that clients send as `Authorization: Bearer`, where nothing else can be sent. */
export const bearerSecret = v.pipe(
  secret,
  v.check(
    (text) => text === "" || /^[!-~](?:[ -~]*[!-~])?$/.test(text),
    "must have only ASCII characters, and no space at its beginning or end: no other can be sent in a header",
  ),
);

/** A whole number from `least` to `most`: digits, or a number in `wrangler.toml`. */
export function wholeNumber(least: number, most: number) {
  const message = `must be a whole number from ${least} to ${most}, written in digits`;
  return v.pipe(
    v.union([v.string(), v.number()], message),
    v.check((value) => {
      if (value === "") return true;
      const number = typeof value === "number" || /^\d{1,16}$/.test(value) ? Number(value) : Number.NaN;
      return Number.isSafeInteger(number) && number >= least && number <= most;
    }, message),
  );
}

/** Whether a host is this machine. @param hostname as `URL.hostname` writes it */
export const isLoopback = (hostname: string): boolean =>
  /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname);

/**
 * Whether an address is reached over HTTPS, or is on this machine. What came over plain HTTP could be anyone's. `fetch` takes no name
 * and password in an address, and a browser reads `https:example.com` as a path.
 */
export function isSecureAddress(text: string): boolean {
  const url = /^https?:\/\/\S+$/i.test(text) ? URL.parse(text) : null;
  if (url?.username !== "" || url.password !== "") return false;
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname));
}

/** An address that begins with `https://`; `http://` only on this machine. */
export const httpsAddress = v.pipe(
  v.string("must be a string"),
  v.maxLength(2_000, "must have at most 2000 characters"),
  v.check(
    (text) => text === "" || isSecureAddress(text),
    'must be an address that begins with "https://", without spaces, a name or a password',
  ),
);

/** Whether a variable has a value. An empty string is none. */
export const isSet = (variables: object, variable: string): boolean =>
  Boolean(Reflect.get(variables, variable));

/** A list of origins. @param problemOf what is wrong with an entry of a list of this length; undefined if nothing is */
const originList = (problemOf: (origin: string, entries: number) => string | undefined) =>
  v.pipe(
    v.string("must be a string"),
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return;
      const list = parseOrigins(dataset.value);
      for (const origin of list) {
        const message = problemOf(origin, list.length);
        if (message !== undefined) addIssue({ message });
      }
    }),
  );

/** Origins as browsers send them, separated by spaces or commas, or `*`. */
export const origins = originList(originProblem);

/** Origins of push services. */
export const pushServices = originList(pushServiceProblem);

/** An entry of a list for a message, without a name and a password. */
const quoted = (text: string): string => JSON.stringify(text.slice(0, 200).replace(/\/\/[^/]*@/, "//"));

/** What is wrong with an entry of `PUSH_SERVICES`. */
function pushServiceProblem(text: string): string | undefined {
  const shown = quoted(text);
  if (text === "*") return '"*" is not possible here: the server would send requests to any address';
  if (/^http:/i.test(text)) return `${shown} is not possible: a push service needs https`;
  return originProblem(text, 1);
}

/** What is wrong with an entry of a list of origins; undefined for an origin as browsers send it. */
function originProblem(text: string, entries: number): string | undefined {
  if (text === "*") return entries > 1 ? '"*" allows every origin, so it must be the only entry' : undefined;
  const shown = quoted(text);
  if (text.includes(";")) return `${shown} is not an origin: separate origins by spaces or commas`;
  if (text.includes("*"))
    return `${shown} is not an origin: "*" stands alone, and patterns are not supported`;
  const url = URL.parse(text);
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) {
    const suggested = URL.parse(`https://${text}`)?.origin;
    const hint =
      /^[\w.-]+(?::\d+)?$/.test(text) && suggested !== undefined && text !== "null" ? suggested : undefined;
    return `${shown} is not an origin: write a scheme and a host, like "${hint ?? "https://example.com"}"`;
  }
  return url.origin === text
    ? undefined
    : `${shown} is not an origin as browsers send it: write "${url.origin}" (scheme and host, no path and no slash at the end)`;
}
