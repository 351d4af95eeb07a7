/** The types of variables: secrets and lists of origins. An empty string counts as absent. */
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

export const secret = v.pipe(
  v.string("must be a string"),
  v.check(
    (text) => text === "" || text.length >= SECRET_LENGTH,
    `must have at least ${SECRET_LENGTH} random characters`,
  ),
);

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

/** What is wrong with an entry of `PUSH_SERVICES`. */
function pushServiceProblem(text: string): string | undefined {
  const shown = JSON.stringify(text.slice(0, 200));
  if (text === "*") return '"*" is not possible here: the server would send requests to any address';
  if (/^http:/i.test(text)) return `${shown} is not possible: a push service needs https`;
  return originProblem(text, 1);
}

/** What is wrong with an entry of a list of origins; undefined for an origin as browsers send it. */
function originProblem(text: string, entries: number): string | undefined {
  if (text === "*") return entries > 1 ? '"*" allows every origin, so it must be the only entry' : undefined;
  const shown = JSON.stringify(text.slice(0, 200));
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
