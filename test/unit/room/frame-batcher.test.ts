import { describe, expect, it } from "vitest";
import { flushWindowFor, lowPriorityIntervalFor } from "../../../src/room/broadcast/flush-window.ts";
import { type Flush, FrameBatcher } from "../../../src/room/broadcast/frame-batcher.ts";
import type { Message, Presence, RoomSettings, Typing } from "../../../src/shared/contract/index.ts";
import { ManualClock } from "../../support/manual-clock.ts";

const message = (seq: number): Message => ({ seq, from: { id: "a", name: "Ada" }, at: 0, text: "x" });

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

  it("of a large room sends the first message at once and batches the next ones in a window", () => {
    const { frameBatcher, clock, sent } = outboxFor(1_000);
    frameBatcher.addMessage(message(1));
    expect(sent()).toEqual([[1]]);
    frameBatcher.addMessage(message(2));
    frameBatcher.addMessage(message(3));
    expect(sent()).toEqual([[1]]);
    clock.advance(flushWindowFor(1_000));
    expect(sent()).toEqual([[1], [2, 3]]);
    frameBatcher.addMessage(message(4));
    expect(sent()).toEqual([[1], [2, 3]]);
    clock.advance(flushWindowFor(1_000));
    expect(sent()).toEqual([[1], [2, 3], [4]]);
  });

  it("sends presence with the next message, or alone after its interval", () => {
    const { frameBatcher, clock, flushes, deltas } = outboxFor(1_000);
    const count = (people: number): void => {
      deltas.presence = { joined: [], left: [], count: people };
      frameBatcher.changed("presence");
    };
    const counts = () => flushes.map(({ flush }) => flush.presence?.count);
    count(1_000);
    expect(counts()).toEqual([1_000]);
    clock.advance(flushWindowFor(1_000));
    count(1_001);
    clock.advance(flushWindowFor(1_000));
    expect(counts()).toEqual([1_000]);
    frameBatcher.addMessage(message(1));
    expect(counts()).toEqual([1_000, 1_001]);
    clock.advance(flushWindowFor(1_000));
    count(1_002);
    count(1_003);
    clock.advance(lowPriorityIntervalFor(1_000));
    expect(counts()).toEqual([1_000, 1_001, 1_003]);
    clock.advance(lowPriorityIntervalFor(1_000));
    expect(clock.pendingTasks).toBe(0);
  });

  it("sends typing and reactions with the next message, or alone after the interval; an edit at once", () => {
    const { frameBatcher, clock, flushes, deltas, sources } = outboxFor(1_000);
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
      clock.advance(flushWindowFor(1_000));
      react(rev);
      type("a");
    }
    expect(told()).toHaveLength(1);
    clock.advance(lowPriorityIntervalFor(1_000));
    expect(told()).toEqual([
      [1, undefined],
      [8, "a"],
    ]);
    clock.advance(flushWindowFor(1_000));
    react(9);
    expect(told()).toHaveLength(2);
    frameBatcher.addChanges({ rev: 10, messages: [message(2)] });
    expect(told().slice(2)).toEqual([[10, undefined]]);
    expect(flushes[2]?.flush.changes?.messages.map(({ seq }) => seq)).toEqual([1, 2]);
    clock.advance(lowPriorityIntervalFor(1_000));
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
    const { frameBatcher, clock, sent } = outboxFor(1_000);
    frameBatcher.addMessage(message(1));
    clock.advance(flushWindowFor(1_000));
    expect(clock.pendingTasks).toBe(0);
    frameBatcher.addMessage(message(2));
    expect(sent()).toEqual([[1], [2]]);
  });

  it("sends messages, presence and typing of one window together", () => {
    const { frameBatcher, clock, flushes, deltas } = outboxFor(1_000);
    frameBatcher.addMessage(message(1));
    deltas.presence = { joined: [], left: ["b"], count: 1 };
    deltas.typing = { ids: [] };
    frameBatcher.changed("presence");
    frameBatcher.changed("typing");
    frameBatcher.changed("presence");
    frameBatcher.addMessage(message(2));
    clock.advance(flushWindowFor(1_000));
    expect(flushes).toHaveLength(2);
    expect(flushes[1]?.flush).toEqual({ messages: [message(2)], ...deltas });
  });

  it("sends nothing when changes cancel out", () => {
    const { frameBatcher, flushes } = outboxFor(1);
    frameBatcher.changed("presence");
    expect(flushes).toEqual([]);
  });

  it("sends messages to every socket except the one whose welcome contains them", () => {
    const { frameBatcher, clock, flushes, sent } = outboxFor(1_000);
    frameBatcher.addMessage(message(1));
    frameBatcher.addMessage(message(2));
    frameBatcher.flushMessagesExcept("newcomer");
    expect(sent()).toEqual([[1], [2]]);
    expect(flushes[1]?.except).toBe("newcomer");
    clock.advance(1_000);
    expect(flushes).toHaveLength(2);
  });

  it("waits longer in a bigger room, and never longer than 100 ms", () => {
    expect([1, 33, 1_000, 4_000, 30_000].map((sockets) => flushWindowFor(sockets))).toEqual([
      0, 0, 30, 100, 100,
    ]);
  });
});
