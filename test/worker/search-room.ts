/** The message search of an empty room, without the rest of the room. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { MessageChanges } from "../../src/room/messages/message-changes.ts";
import { MessageStore } from "../../src/room/messages/message-store.ts";
import { MessageSearch } from "../../src/room/search/message-search.ts";
import { SearchIndex } from "../../src/room/search/search-index.ts";
import { roomSchema } from "../../src/room/storage/migrations.ts";
import { LIMITS } from "../../src/shared/limits.ts";
import { fromCursor } from "../../src/shared/validation/cursor.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { append } from "./append.ts";

const ada = { id: "ada", name: "Ada" };

interface SearchRoom {
  messages: MessageStore;
  changes: MessageChanges;
  index: SearchIndex;
  search: MessageSearch;
  say: (...texts: string[]) => void;
  /** The `seq` of all results, on all pages. */
  find: (query: string) => number[];
}

/** Runs `work` with the search of an empty room, inside its object. */
export function withSearchRoom(room: string, work: (deps: SearchRoom) => void, limits = {}): Promise<void> {
  return runInDurableObject(env.ROOMS.getByName(room), (_, { storage }) => {
    const all = { ...LIMITS, searchBurst: 1_000, ...limits };
    const log = new MessageStore(storage, roomSchema(storage), all);
    const index = new SearchIndex(storage, log, all);
    const search = new MessageSearch(log, index, new ManualClock(), all);
    const say = (...texts: string[]) => {
      for (const text of texts) append(log, ada, { nonce: `n${log.lastSeq}`, text, after: log.lastSeq }, 0);
    };
    const find = (query: string) => {
      const found: number[] = [];
      for (let cursor: number | undefined, more = true; more; ) {
        const page = search.find({ query, cursor });
        found.push(...page.messages.map(({ seq }) => seq));
        cursor = page.cursor === undefined ? undefined : (fromCursor(page.cursor) as number);
        more = cursor !== undefined;
      }
      return found;
    };
    work({ messages: log, changes: new MessageChanges(log, all), index, search, say, find });
  });
}

/** Texts for more than one block of the index. */
export const numberedTexts = (count: number) => Array.from({ length: count }, (_, i) => `number ${i + 1}`);

export const numRuns = Number((env as { FUZZ_RUNS?: string }).FUZZ_RUNS || 25);
