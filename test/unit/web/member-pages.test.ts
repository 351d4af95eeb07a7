/** Members that load page by page: which answers count, and what happens when members come and go. */
import { expect, test } from "vitest";
import { MemberList } from "../../../src/room/connections/member-list.ts";
import type { Ack } from "../../../src/shared/contract/errors.ts";
import type { MembersPage, MembersPayload } from "../../../src/shared/contract/events.ts";
import { LIMITS } from "../../../src/shared/limits.ts";
import { check, schemasFor } from "../../../src/shared/validation/schemas.ts";
import { MemberPages } from "../../../src/web/core/people/member-pages.ts";
import { Completion } from "../../../src/web/features/composer/completion.ts";
import { ManualClock } from "../../support/manual-clock.ts";

const person = (name: string) => ({ id: name, name });
const seat = (name: string) => ({ ...person(name), socketId: name });

/** A room whose answers wait until a test sends them. */
class SlowRoom {
  readonly asked: { payload: MembersPayload; answer(given?: Ack<MembersPage>): Promise<void> }[] = [];
  readonly memberList = new MemberList({ membersListed: 0, membersPage: 3, membersScan: 100 });

  constructor(...names: string[]) {
    this.memberList.fill(names.map(seat));
  }

  readonly ask = (payload: MembersPayload): Promise<Ack<MembersPage>> => {
    const { promise, resolve } = Promise.withResolvers<Ack<MembersPage>>();
    this.asked.push({
      payload,
      answer: async (given) => {
        const query = check(schemasFor(LIMITS).members, payload);
        if (!query.ok) throw new Error(query.error.message);
        resolve(given ?? { ok: true, ...this.memberList.page(query.value) });
        // After the promises between the answer and the view.
        await new Promise((resolve) => setImmediate(resolve));
      },
    });
    return promise;
  };

  /** Answers all requests until there are no more. */
  async answerAll(): Promise<void> {
    for (let next = this.asked.shift(); next !== undefined; next = this.asked.shift()) await next.answer();
  }
}

function pagesOf(room: SlowRoom) {
  const clock = new ManualClock();
  const pages = new MemberPages(room.ask, clock, () => true);
  const names = () => pages.members.value.map(({ name }) => name);
  return { clock, pages, names };
}

const REFUSED: Ack<MembersPage> = { ok: false, error: { code: "internal", message: "" } };
/** Rows in view far from the end of what a test loads. */
const FAR = 1_000;

test("a page is requested for the rows in view, and a few more", async () => {
  const names = Array.from({ length: 99 }, (_, index) => `n${String(index).padStart(2, "0")}`);
  const room = new SlowRoom(...names);
  const { pages, names: loaded } = pagesOf(room);
  pages.setView({ start: 0, end: 0 });
  await room.answerAll();
  expect(loaded()).toEqual(names.slice(0, 42));
  expect(pages.hasMore.value).toBe(true);
  pages.loadMore();
  await room.answerAll();
  expect(loaded()).toEqual(names.slice(0, 45));
  pages.setView({ start: 90, end: 99 });
  await room.answerAll();
  expect(loaded()).toEqual(names);
  expect(pages.hasMore.value).toBe(false);
  pages.setView(undefined);
  pages.presenceChanged(1);
  expect(room.asked).toEqual([]);
});

test("an answer that comes after the answer to a later request is ignored", async () => {
  const room = new SlowRoom("ada", "alan", "bob");
  const { clock, pages, names } = pagesOf(room);
  pages.setView({ start: 0, end: 9 });
  await room.answerAll();
  pages.search("a");
  clock.advance(150);
  const first = room.asked.shift();
  pages.search("al");
  clock.advance(150);
  await room.answerAll();
  expect(names()).toEqual(["alan"]);
  await first?.answer();
  expect(names()).toEqual(["alan"]);
  expect(pages.query.value).toBe("al");
});

test("letters typed quickly make one request", async () => {
  const room = new SlowRoom("ada");
  const { clock, pages } = pagesOf(room);
  pages.setView({ start: 0, end: 9 });
  await room.answerAll();
  for (const query of ["a", "ad", "ada"]) {
    pages.search(query);
    clock.advance(100);
  }
  clock.advance(50);
  expect(room.asked.map(({ payload }) => payload)).toEqual([{ query: "ada" }]);
});

test("pages in view are loaded again when members join and leave, each from the end of the one before it", async () => {
  const room = new SlowRoom("b", "d", "f", "h", "j", "l", "n");
  const { clock, pages, names } = pagesOf(room);
  pages.setView({ start: 0, end: 2 });
  await room.answerAll();
  expect(names()).toEqual(["b", "d", "f", "h", "j", "l", "n"]);
  room.memberList.leave(seat("b"));
  room.memberList.leave(seat("h"));
  room.memberList.join(seat("a"));
  room.memberList.join(seat("g"));
  room.memberList.join(seat("e"));
  pages.presenceChanged(8);
  expect(room.asked).toEqual([]);
  clock.advance(5_000);
  await room.answerAll();
  // The first page is in view. The others are not, and wait until they are.
  expect(names()).toEqual(["a", "d", "e", "h", "j", "l", "n"]);
  pages.setView({ start: 3, end: 9 });
  await room.answerAll();
  expect(names()).toEqual(["a", "d", "e", "f", "g", "j", "l", "n"]);
});

test("a member who changed their name is on the list once", async () => {
  const room = new SlowRoom("a", "b", "c", "d", "e");
  const { pages, names } = pagesOf(room);
  pages.setView({ start: 0, end: FAR });
  await room.asked.shift()?.answer();
  room.memberList.rename("a", "z");
  await room.answerAll();
  expect(names()).toEqual(["a", "b", "c", "d", "e"]);
  pages.refresh();
  await room.answerAll();
  expect(names()).toEqual(["b", "c", "d", "e", "z"]);
});

test("a rejected page stays until the user retries, or is retried at the time given", async () => {
  const room = new SlowRoom("a", "b", "c", "d");
  const { clock, pages, names } = pagesOf(room);
  pages.setView({ start: 0, end: FAR });
  await room.asked.shift()?.answer();
  await room.asked.shift()?.answer(REFUSED);
  expect(pages.problem.value?.code).toBe("internal");
  pages.setView({ start: 1, end: FAR });
  expect(room.asked).toEqual([]);
  pages.retry();
  await room.asked.shift()?.answer({
    ok: false,
    error: { code: "rate_limited", message: "", retryAfter: 700 },
  });
  expect(pages.problem.value).toBeUndefined();
  clock.advance(699);
  expect(room.asked).toEqual([]);
  clock.advance(1);
  await room.answerAll();
  expect(names()).toEqual(["a", "b", "c", "d"]);
});

test("after a reconnect pending answers are ignored, and everything in view is loaded again", async () => {
  const room = new SlowRoom("a", "b", "c", "d");
  const { pages, names } = pagesOf(room);
  pages.setView({ start: 0, end: FAR });
  await room.asked.shift()?.answer();
  const lost = room.asked.shift();
  room.memberList.leave(seat("b"));
  pages.refresh();
  await room.answerAll();
  await lost?.answer(REFUSED);
  expect(names()).toEqual(["a", "c", "d"]);
  expect(pages.problem.value).toBeUndefined();
  pages.clear();
  expect(names()).toEqual([]);
});

test("a mention is completed from loaded members at once, followed by the room's latest answer", async () => {
  const room = new SlowRoom("Ada", "Adam", "Adele", "Bob");
  const clock = new ManualClock();
  const completion = new Completion(
    {
      known: () => [person("Adam")],
      hasMore: () => true,
      find: (query) => room.ask({ query }),
    },
    clock,
  );
  const labels = () => completion.choices.value.map(({ label }) => label);
  const type = (text: string) => completion.update(text, text.length);
  type("@a");
  expect(labels()).toEqual(["Adam"]);
  clock.advance(150);
  const late = room.asked.shift();
  type("@ad");
  clock.advance(150);
  await room.asked.shift()?.answer(REFUSED);
  expect(completion.problem.value?.code).toBe("internal");
  expect(labels()).toEqual(["Adam"]);
  completion.retry();
  await room.answerAll();
  expect(completion.problem.value).toBeUndefined();
  expect(labels()).toEqual(["Adam", "Ada", "Adele"]);
  completion.moveSelection(1);
  await late?.answer({ ok: true, members: [person("Too late")] });
  expect(labels()).toEqual(["Adam", "Ada", "Adele"]);
  expect(completion.accept("@ad", 3)).toEqual({ text: "@Ada ", caret: 5 });
  type("@x");
  clock.advance(150);
  completion.close();
  await room.answerAll();
  expect(labels()).toEqual([]);
});
