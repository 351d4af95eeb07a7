/** Whom a message concerns: the people whom it mentions, and the author of the message that it answers. */
import type { Member, Message } from "../../shared/contract/index.ts";
import { withoutCode } from "../../shared/text/code-parts.ts";

/** How many mentions of one message are looked up. */
const MAX_MENTIONS = 50;

/** A letter or digit: it ends no name and begins no mention. */
const WORD_END = /[\p{L}\p{N}]$/u;
const WORD_START = /^[\p{L}\p{N}]/u;

export class ConcernedPeople {
  /** The ids of the people with a name, in lower case. */
  readonly #ids = new Map<string, string[]>();
  #longest = 0;

  /** @param people all who can be mentioned: `@Ada Lovelace` does not mention Ada if there is an Ada Lovelace */
  constructor(
    people: Iterable<Member>,
    private readonly authorOf: (seq: number) => string | undefined,
  ) {
    for (const { id, name } of people) {
      const key = name.toLowerCase();
      const ids = this.#ids.get(key);
      if (ids === undefined) this.#ids.set(key, [id]);
      else ids.push(id);
      this.#longest = Math.max(this.#longest, name.length);
    }
  }

  /** The ids of the people whom a message concerns. */
  of({ text, replyTo }: Pick<Message, "text" | "replyTo">): ReadonlySet<string> {
    const concerned = new Set(text.includes("@") ? this.#mentioned(withoutCode(text)) : []);
    const author = replyTo === undefined ? undefined : this.authorOf(replyTo);
    if (author !== undefined) concerned.add(author);
    return concerned;
  }

  #mentioned(text: string): string[] {
    const found: string[] = [];
    let looked = 0;
    for (let at = text.indexOf("@"); at >= 0 && looked < MAX_MENTIONS; at = text.indexOf("@", at + 1)) {
      if (WORD_END.test(text.slice(Math.max(0, at - 2), at))) continue;
      looked++;
      found.push(...this.#namedAt(text, at + 1));
    }
    return found;
  }

  /** The people with the longest name that is at this place. */
  #namedAt(text: string, from: number): readonly string[] {
    for (let length = Math.min(this.#longest, text.length - from); length > 0; length--) {
      const ids = this.#ids.get(text.slice(from, from + length).toLowerCase());
      if (ids === undefined) continue;
      if (!WORD_START.test(text.slice(from + length, from + length + 2))) return ids;
    }
    return [];
  }
}
