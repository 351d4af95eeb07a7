/** Finds web addresses in a text, and shows where a link leads. */

/** Quotes, brackets and punctuation of scripts without spaces after them. */
const FOREIGN_STOP =
  /[\u060c\u061b\u061f\u06d4\u3001\u3002\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f\u300a-\u3011\u2018\u2019\u201c-\u201f\u2026\u00ab\u00bb\u2039\u203a]/u;

/** The start of a word in a script without spaces, after an ASCII part of the address. */
const NEXT_WORD =
  /(?<=[A-Za-z0-9])(?=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}])/u;

/** At the end of an address these belong to the sentence (GFM 6.9, and quotes). */
const SENTENCE_END = /[?!.,:;*_~'"`|\\]$/;

const CLOSING: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };

/** An address as written, and as a link. */
export interface Address {
  text: string;
  href: string;
}

/** The web address at the start of `text`, if there is one. */
export function addressAt(text: string): Address | undefined {
  const [, scheme = "", rest = ""] = /^(https?:\/\/|www\.)([^\s<>\p{Cc}]+)/iu.exec(text) ?? [];
  const end = Math.min(
    ...[FOREIGN_STOP, NEXT_WORD].map((stop) => rest.search(stop)).map((at) => (at < 0 ? rest.length : at)),
  );
  const written = scheme + withoutEnd(rest.slice(0, end));
  const isBare = scheme.toLowerCase() === "www.";
  if (written.length <= scheme.length || (isBare && !/^www\.[^./?#]+\.[^./?#]/i.test(written)))
    return undefined;
  const href = isBare ? `http://${written}` : written;
  return URL.canParse(href) ? { text: written, href } : undefined;
}

function withoutEnd(rest: string): string {
  let end = rest.length;
  for (; end > 0; end--) {
    const last = rest.charAt(end - 1);
    const opening = CLOSING[last];
    const isOver =
      opening === undefined ? SENTENCE_END.test(last) : isUnopened(rest.slice(0, end), opening, last);
    if (!isOver) break;
  }
  return rest.slice(0, end);
}

const isUnopened = (text: string, opening: string, closing: string): boolean =>
  text.split(closing).length > text.split(opening).length;

/** An address for display, with its real host in ASCII. */
export const displayAddress = (href: string): string => new URL(href).href;

/** What looks like an address. */
const LOOKS_LIKE_HOST = /:\/\/|www\.|[\p{L}\p{N}][.\u3002\uff0e][\p{L}]{2}|@/iu;

/** Characters without width, and spaces that are hardly seen. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cf}\u2006-\u200a\u202f]/gu;

/** Characters that look like a full stop (UTS 39) and are not one in a compatibility form. */
const DOTS = /[܁܂٠۰ꓸ꘎\u{10a50}\u{1d16d}]/gu;

/** A label as a reader sees it. */
const asSeen = (label: string): string =>
  label.replace(INVISIBLE, "").normalize("NFKC").replace(DOTS, ".").trim();

/** Hosts of letters that look like Latin ones. */
const LATIN_TWINS = /^[-0-9асԁеһіјӏорԛѕԝхуἀοανρυικτγω]+$/u;
const LATIN = /[a-z]/i;
const TWIN_SCRIPTS = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Cherokee}\p{Script=Armenian}]/u;

/**
 * The host that a link leads to, if its label suggests another one.
 *
 * @param label the text of the link
 */
export function hostToShow(label: string, href: string): string | undefined {
  const url = new URL(href);
  const seen = asSeen(label);
  if (url.protocol === "mailto:") {
    const to = decoded(url.pathname);
    return LOOKS_LIKE_HOST.test(seen) && label.trim() !== to ? to : undefined;
  }
  const { host } = url;
  if (url.username !== "" || url.password !== "" || isTwin(seen)) return host;
  if (!LOOKS_LIKE_HOST.test(seen)) return undefined;
  const labelHost = hostIn(seen);
  return labelHost === host || labelHost === host.replace(/^www\./, "") ? undefined : host;
}

function hostIn(label: string): string | undefined {
  const address = /^[a-z]+:\/\//i.test(label) ? label : `http://${label}`;
  if (/\s/.test(label) || !URL.canParse(address)) return undefined;
  return new URL(address).host;
}

/** Whether a part of the host has letters that look like Latin ones. */
function isTwin(label: string): boolean {
  const [, host = ""] = /^(?:[a-z]+:\/\/)?([^/?#\s]+)/i.exec(label.trim()) ?? [];
  return (
    LOOKS_LIKE_HOST.test(label) &&
    host
      .split(".")
      .some((part) => TWIN_SCRIPTS.test(part) && (LATIN.test(part) || LATIN_TWINS.test(part.toLowerCase())))
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
