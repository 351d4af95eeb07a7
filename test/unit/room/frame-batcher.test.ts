import { describe, expect, it } from "vitest";
import { paceFor, windowFor } from "../../../src/room/broadcast/flush-window.ts";
import { type Flush, FrameBatcher } from "../../../src/room/broadcast/frame-batcher.ts";
import type { Message, Presence, RoomSettings, Typing } from "../../../src/shared/contract/index.ts";
import { HandTurnedClock } from "../../support/hand-turned-clock.ts";

const message = (seq: number): Message => ({ seq, from: { id: "a", name: "Ada" }, at: 0, text: "x" });

function outboxFor(sockets: number) {
  const flushes: { flush: Flush; except: string | undefined }[] = [];
  const clock = new HandTurnedClock();
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

describe("the outbox", () => {
  it("of a handful of sockets sends every message at once and leaves no timer behind", () => {
    const { frameBatcher, clock, sent } = outboxFor(5);
    frameBatcher.add(message(1));
    frameBatcher.add(message(2));
    expect(sent()).toEqual([[1], [2]]);
    expect(clock.waiting).toBe(0);
  });

  it("of a big room sends the first message at once and gathers what follows within a window", () => {
    const { frameBatcher, clock, sent } = outboxFor(1_000);
    frameBatcher.add(message(1));
    expect(sent()).toEqual([[1]]);
    frameBatcher.add(message(2));
    frameBatcher.add(message(3));
    expect(sent()).toEqual([[1]]);
    clock.turn(windowFor(1_000));
    expect(sent()).toEqual([[1], [2, 3]]);
    frameBatcher.add(message(4));
    expect(sent()).toEqual([[1], [2, 3]]);
    clock.turn(windowFor(1_000));
    expect(sent()).toEqual([[1], [2, 3], [4]]);
  });

  it("tells who is here with the next message, or alone at its own pace", () => {
    const { frameBatcher, clock, flushes, deltas } = outboxFor(1_000);
    const count = (people: number): void => {
      deltas.presence = { joined: [], left: [], count: people };
      frameBatcher.changed("presence");
    };
    const counts = () => flushes.map(({ flush }) => flush.presence?.count);
    count(1_000);
    expect(counts()).toEqual([1_000]);
    clock.turn(windowFor(1_000));
    count(1_001);
    clock.turn(windowFor(1_000));
    expect(counts()).toEqual([1_000]);
    frameBatcher.add(message(1));
    expect(counts()).toEqual([1_000, 1_001]);
    clock.turn(windowFor(1_000));
    count(1_002);
    count(1_003);
    clock.turn(paceFor(1_000));
    expect(counts()).toEqual([1_000, 1_001, 1_003]);
    clock.turn(paceFor(1_000));
    expect(clock.waiting).toBe(0);
  });

  it("tells typing and reactions with the next message, or at the pace of presence; an edit at once", () => {
    const { frameBatcher, clock, flushes, deltas, sources } = outboxFor(1_000);
    const react = (rev: number) => frameBatcher.change({ rev, messages: [message(1)] }, true);
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
      clock.turn(windowFor(1_000));
      react(rev);
      type("a");
    }
    expect(told()).toHaveLength(1);
    clock.turn(paceFor(1_000));
    expect(told()).toEqual([
      [1, undefined],
      [8, "a"],
    ]);
    clock.turn(windowFor(1_000));
    react(9);
    expect(told()).toHaveLength(2);
    frameBatcher.change({ rev: 10, messages: [message(2)] });
    expect(told().slice(2)).toEqual([[10, undefined]]);
    expect(flushes[2]?.flush.changes?.messages.map(({ seq }) => seq)).toEqual([1, 2]);
    clock.turn(paceFor(1_000));
    expect(clock.waiting).toBe(0);
  });

  it("of a handful of sockets tells typing and reactions at once, too", () => {
    const { frameBatcher, clock, flushes, deltas } = outboxFor(5);
    deltas.typing = { ids: ["a"] };
    for (let rev = 1; rev <= 3; rev++) {
      frameBatcher.change({ rev, messages: [message(1)] }, true);
      frameBatcher.changed("typing");
    }
    expect(flushes).toHaveLength(6);
    expect(clock.waiting).toBe(0);
  });

  it("falls quiet when there is nothing more to send", () => {
    const { frameBatcher, clock, sent } = outboxFor(1_000);
    frameBatcher.add(message(1));
    clock.turn(windowFor(1_000));
    expect(clock.waiting).toBe(0);
    frameBatcher.add(message(2));
    expect(sent()).toEqual([[1], [2]]);
  });

  it("sends messages, presence and typing of one window together", () => {
    const { frameBatcher, clock, flushes, deltas } = outboxFor(1_000);
    frameBatcher.add(message(1));
    deltas.presence = { joined: [], left: ["b"], count: 1 };
    deltas.typing = { ids: [] };
    frameBatcher.changed("presence");
    frameBatcher.changed("typing");
    frameBatcher.changed("presence");
    frameBatcher.add(message(2));
    clock.turn(windowFor(1_000));
    expect(flushes).toHaveLength(2);
    expect(flushes[1]?.flush).toEqual({ messages: [message(2)], ...deltas });
  });

  it("says nothing when a change came to nothing", () => {
    const { frameBatcher, flushes } = outboxFor(1);
    frameBatcher.changed("presence");
    expect(flushes).toEqual([]);
  });

  it("lets everybody but a newcomer have the messages that the newcomer's welcome covers", () => {
    const { frameBatcher, clock, flushes, sent } = outboxFor(1_000);
    frameBatcher.add(message(1));
    frameBatcher.add(message(2));
    frameBatcher.flushMessagesBefore("newcomer");
    expect(sent()).toEqual([[1], [2]]);
    expect(flushes[1]?.except).toBe("newcomer");
    clock.turn(1_000);
    expect(flushes).toHaveLength(2);
  });

  it("waits longer in a bigger room, and never longer than 100 ms", () => {
    expect([1, 33, 1_000, 4_000, 30_000].map((sockets) => windowFor(sockets))).toEqual([0, 0, 30, 100, 100]);
  });
});
