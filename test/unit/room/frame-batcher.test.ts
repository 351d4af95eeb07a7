import { describe, expect, it, vi } from "vitest";
import {
  burstPauseFor,
  flushWindowFor,
  lowPriorityIntervalFor,
} from "../../../src/room/broadcast/flush-window.ts";
import { type Flush, FrameBatcher } from "../../../src/room/broadcast/frame-batcher.ts";
import type { Message, Presence, RoomSettings, Typing } from "../../../src/shared/contract/index.ts";
import { ManualClock } from "../../support/manual-clock.ts";

const message = (seq: number): Message => ({ seq, from: { id: "a", name: "Ada" }, at: 0, text: "x" });

/** So many sockets that there is a window, and too few to wait for the rest of a burst. */
const MEDIUM = 200;

function outboxFor(sockets: number) {
  const flushes: { flush: Flush; except: string | undefined }[] = [];
  const clock = new ManualClock();
  const deltas: { presence?: Presence; typing?: Typing; room?: RoomSettings } = {};
  const sources = {
    presence: { takeDelta: () => deltas.presence },
    typing: { takeDelta: () => deltas.typing },
    room: { takeDelta: () => deltas.room },
  };
  const sink = { sockets, write: (flush: Flush, except?: string) => flushes.push({ flush, except }) };
  const frameBatcher = new FrameBatcher(sink, clock, sources);
  const sent = () => flushes.map(({ flush }) => flush.messages?.map(({ seq }) => seq));
  return { frameBatcher, clock, flushes, deltas, sources, sent };
}

describe("the frame batcher", () => {
  it("of a small room sends every message at once and leaves no timer", () => {
    const { frameBatcher, clock, sent } = outboxFor(5);
    frameBatcher.addMessage(message(1));
    frameBatcher.addMessage(message(2));
    expect(sent()).toEqual([[1], [2]]);
    expect(clock.pendingTasks).toBe(0);
  });

  it("of a larger room sends the first message at once and batches the next ones in a window", () => {
    const { frameBatcher, clock, sent } = outboxFor(MEDIUM);
    frameBatcher.addMessage(message(1));
    expect(sent()).toEqual([[1]]);
    frameBatcher.addMessage(message(2));
    frameBatcher.addMessage(message(3));
    expect(sent()).toEqual([[1]]);
    clock.advance(flushWindowFor(MEDIUM));
    expect(sent()).toEqual([[1], [2, 3]]);
    frameBatcher.addMessage(message(4));
    expect(sent()).toEqual([[1], [2, 3]]);
    clock.advance(flushWindowFor(MEDIUM));
    expect(sent()).toEqual([[1], [2, 3], [4]]);
  });

  it("sends no text that was erased while a reaction to it waited", () => {
    const { frameBatcher, flushes } = outboxFor(MEDIUM);
    const react = (seq: number) => frameBatcher.addChanges({ rev: seq, messages: [message(seq)] }, true);
    react(1);
    react(2);
    const erased = { seq: 3, from: { id: "b", name: "" }, at: 0, text: "", deleted: true as const };
    frameBatcher.addChanges({ rev: 4, messages: [erased], erased: "a" });
    expect(flushes.at(-1)?.flush.changes).toEqual({ rev: 4, messages: [erased], erased: "a" });
  });

  it("sends presence with the next message, or alone after its interval", () => {
    const { frameBatcher, clock, flushes, deltas } = outboxFor(MEDIUM);
    const count = (people: number): void => {
      deltas.presence = { joined: [], left: [], count: people };
      frameBatcher.changed("presence");
    };
    const counts = () => flushes.map(({ flush }) => flush.presence?.count);
    count(1_000);
    expect(counts()).toEqual([1_000]);
    clock.advance(flushWindowFor(MEDIUM));
    count(1_001);
    clock.advance(flushWindowFor(MEDIUM));
    expect(counts()).toEqual([1_000]);
    frameBatcher.addMessage(message(1));
    expect(counts()).toEqual([1_000, 1_001]);
    clock.advance(flushWindowFor(MEDIUM));
    count(1_002);
    count(1_003);
    clock.advance(lowPriorityIntervalFor(MEDIUM));
    expect(counts()).toEqual([1_000, 1_001, 1_003]);
    clock.advance(lowPriorityIntervalFor(MEDIUM));
    expect(clock.pendingTasks).toBe(0);
  });

  describe("in a burst of joins", () => {
    /** A room of `sockets` in which someone joins every `pause` ms. */
    function joining(sockets: number) {
      const room = outboxFor(sockets);
      const { frameBatcher, clock, deltas, sources, flushes } = room;
      let count = 0;
      sources.presence.takeDelta = () => {
        const { presence } = deltas;
        delete deltas.presence;
        return presence;
      };
      const join = (people: number, pause: number): void => {
        for (let joined = 0; joined < people; joined++) {
          deltas.presence = { joined: [], left: [], count: ++count };
          frameBatcher.changed("presence", "newcomer");
          clock.advance(pause);
        }
      };
      const counts = () => flushes.flatMap(({ flush }) => flush.presence?.count ?? []);
      return { ...room, join, counts };
    }

    it("of a small room announces the first joins at once, and the others together when it is over", () => {
      const { clock, join, counts } = joining(5);
      join(100, 5);
      expect(counts()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
      clock.advance(150);
      expect(counts().slice(9)).toEqual([100]);
      expect(clock.pendingTasks).toBe(0);
    });

    it("of a large room sends presence twice", () => {
      const { clock, join, counts } = joining(1_000);
      join(1_000, 1);
      clock.advance(5_000);
      expect(counts()).toEqual([1, 1_000]);
      expect(clock.pendingTasks).toBe(0);
    });

    it("sends presence every two seconds while it lasts, also when there are messages", () => {
      const { frameBatcher, clock, join, counts, sent } = joining(MEDIUM);
      join(10, 1);
      for (let second = 0; second < 10; second++) {
        join(10, 100);
        frameBatcher.addMessage(message(second));
      }
      expect(counts().length).toBeLessThanOrEqual(7);
      expect(counts().at(-1)).toBeGreaterThan(80);
      clock.advance(1_000);
      expect(counts().at(-1)).toBe(110);
      expect(sent().filter((seqs) => seqs !== undefined)).toHaveLength(10);
    });

    it("sends presence less often in a very large room", () => {
      const { clock, join, counts } = joining(4_000);
      join(4_000, 2);
      clock.advance(10_000);
      expect(counts()).toEqual([1, 4_000]);
      expect(clock.pendingTasks).toBe(0);
    });

    it("sends what follows after a pause at once", () => {
      const { clock, join, counts } = joining(5);
      join(100, 5);
      clock.advance(150);
      join(1, 0);
      expect(counts().slice(-2)).toEqual([100, 101]);
      expect(clock.pendingTasks).toBe(0);
    });

    it("sends typing and an edit meanwhile", () => {
      const { frameBatcher, deltas, flushes, join, counts } = joining(5);
      join(20, 1);
      deltas.typing = { ids: ["a"] };
      frameBatcher.changed("typing");
      frameBatcher.addChanges({ rev: 1, messages: [message(1)] });
      expect(flushes.slice(-2).map(({ flush }) => Object.keys(flush))).toEqual([["typing"], ["changes"]]);
      expect(counts()).toHaveLength(9);
    });
  });

  it("sends typing and reactions with the next message, or alone after the interval; an edit at once", () => {
    const { frameBatcher, clock, flushes, deltas, sources } = outboxFor(MEDIUM);
    const react = (rev: number) => frameBatcher.addChanges({ rev, messages: [message(1)] }, true);
    sources.typing.takeDelta = () => {
      const { typing } = deltas;
      delete deltas.typing;
      return typing;
    };
    const type = (id: string): void => {
      deltas.typing = { ids: [id] };
      frameBatcher.changed("typing");
    };
    const told = () => flushes.map(({ flush }) => [flush.changes?.rev, flush.typing?.ids.join("")]);
    react(1);
    expect(told()).toEqual([[1, undefined]]);
    for (let rev = 2; rev < 9; rev++) {
      clock.advance(flushWindowFor(MEDIUM));
      react(rev);
      type("a");
    }
    expect(told()).toHaveLength(1);
    clock.advance(lowPriorityIntervalFor(MEDIUM));
    expect(told()).toEqual([
      [1, undefined],
      [8, "a"],
    ]);
    clock.advance(flushWindowFor(MEDIUM));
    react(9);
    expect(told()).toHaveLength(2);
    frameBatcher.addChanges({ rev: 10, messages: [message(2)] });
    expect(told().slice(2)).toEqual([[10, undefined]]);
    expect(flushes[2]?.flush.changes?.messages.map(({ seq }) => seq)).toEqual([1, 2]);
    clock.advance(lowPriorityIntervalFor(MEDIUM));
    expect(clock.pendingTasks).toBe(0);
  });

  it("of a small room sends typing and reactions at once, too", () => {
    const { frameBatcher, clock, flushes, deltas } = outboxFor(5);
    deltas.typing = { ids: ["a"] };
    for (let rev = 1; rev <= 3; rev++) {
      frameBatcher.addChanges({ rev, messages: [message(1)] }, true);
      frameBatcher.changed("typing");
    }
    expect(flushes).toHaveLength(6);
    expect(clock.pendingTasks).toBe(0);
  });

  it("stops when there is nothing more to send", () => {
    const { frameBatcher, clock, sent } = outboxFor(MEDIUM);
    frameBatcher.addMessage(message(1));
    clock.advance(flushWindowFor(MEDIUM));
    expect(clock.pendingTasks).toBe(0);
    frameBatcher.addMessage(message(2));
    expect(sent()).toEqual([[1], [2]]);
  });

  it("sends messages, presence and typing of one window together", () => {
    const { frameBatcher, clock, flushes, deltas } = outboxFor(MEDIUM);
    frameBatcher.addMessage(message(1));
    deltas.presence = { joined: [], left: ["b"], count: 1 };
    deltas.typing = { ids: [] };
    frameBatcher.changed("presence");
    frameBatcher.changed("typing");
    frameBatcher.changed("presence");
    frameBatcher.addMessage(message(2));
    clock.advance(flushWindowFor(MEDIUM));
    expect(flushes).toHaveLength(2);
    expect(flushes[1]?.flush).toEqual({ messages: [message(2)], ...deltas });
  });

  it("sends nothing when changes cancel out", () => {
    const { frameBatcher, flushes } = outboxFor(1);
    frameBatcher.changed("presence");
    expect(flushes).toEqual([]);
  });

  it("sends messages to every socket except the one whose welcome contains them", () => {
    const { frameBatcher, clock, flushes, sent } = outboxFor(MEDIUM);
    frameBatcher.addMessage(message(1));
    frameBatcher.addMessage(message(2));
    frameBatcher.flushMessagesExcept("newcomer");
    expect(sent()).toEqual([[1], [2]]);
    expect(flushes[1]?.except).toBe("newcomer");
    clock.advance(1_000);
    expect(flushes).toHaveLength(2);
  });

  it("of a large room sends a single message when no other has followed for some milliseconds", () => {
    const { frameBatcher, clock, sent } = outboxFor(1_000);
    const pause = burstPauseFor(1_000);
    expect(pause).toBe(3);
    const timers = vi.spyOn(clock, "after");
    frameBatcher.addMessage(message(1));
    clock.advance(pause - 1);
    expect(sent()).toEqual([]);
    clock.advance(1);
    expect(sent()).toEqual([[1]]);
    // The pause, and the window after it.
    expect(timers.mock.calls.map(([ms]) => ms)).toEqual([pause, flushWindowFor(1_000)]);
    clock.advance(flushWindowFor(1_000));
    expect(clock.pendingTasks).toBe(0);
  });

  it("of a large room sends a burst as one frame, also one that comes while the last frame is sent", () => {
    const { frameBatcher, clock, sent } = outboxFor(1_000);
    const burst = (from: number): number[] => Array.from({ length: 32 }, (_, n) => from + n);
    const arrive = (from: number): void => {
      for (const seq of burst(from)) {
        frameBatcher.addMessage(message(seq));
        if (seq % 2 === 0) clock.advance(1);
      }
    };
    arrive(1);
    clock.advance(burstPauseFor(1_000));
    expect(sent()).toEqual([burst(1)]);
    // The window of 30 ms ends within this burst.
    clock.advance(20);
    arrive(33);
    clock.advance(flushWindowFor(1_000));
    expect(sent()).toEqual([burst(1), burst(33)]);
  });

  it("of a large room lets no message wait longer than the longest window, however many follow", () => {
    const { frameBatcher, clock, sent } = outboxFor(1_000);
    for (let seq = 1; seq <= 1_000; seq++) {
      frameBatcher.addMessage(message(seq));
      clock.advance(1);
    }
    const sizes = sent().map((seqs = []) => seqs.length);
    expect(sizes.length).toBeGreaterThanOrEqual(9);
    for (const size of sizes) expect(size).toBeLessThanOrEqual(100);
  });

  it("of a large room sends a burst before a join, and nothing more when its pause comes", () => {
    const { frameBatcher, clock, flushes, sent } = outboxFor(1_000);
    frameBatcher.addMessage(message(1));
    frameBatcher.flushMessagesExcept("newcomer");
    expect(sent()).toEqual([[1]]);
    expect(flushes[0]?.except).toBe("newcomer");
    clock.advance(1_000);
    expect(flushes).toHaveLength(1);
    expect(clock.pendingTasks).toBe(0);
  });

  it("waits for bursts in a large room only, and a few milliseconds at most", () => {
    expect([1, 33, 249, 250, 500, 1_000, 30_000].map(burstPauseFor)).toEqual([0, 0, 0, 1, 2, 3, 3]);
  });

  it("waits longer in a bigger room, and never longer than 100 ms", () => {
    expect([1, 33, 1_000, 4_000, 30_000].map((sockets) => flushWindowFor(sockets))).toEqual([
      0, 0, 30, 100, 100,
    ]);
  });
});
