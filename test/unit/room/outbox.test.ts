import { describe, expect, it } from "vitest";
import type { Message, Presence, RoomSettings, Typing } from "../../../src/protocol/index.ts";
import { paceFor, windowFor } from "../../../src/room/flush-window.ts";
import { type Flush, Outbox } from "../../../src/room/outbox.ts";
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
  const outbox = new Outbox(sink, clock, sources);
  const sent = () => flushes.map(({ flush }) => flush.messages?.map(({ seq }) => seq));
  return { outbox, clock, flushes, deltas, sources, sent };
}

describe("the outbox", () => {
  it("of a handful of sockets sends every message at once and leaves no timer behind", () => {
    const { outbox, clock, sent } = outboxFor(5);
    outbox.add(message(1));
    outbox.add(message(2));
    expect(sent()).toEqual([[1], [2]]);
    expect(clock.waiting).toBe(0);
  });

  it("of a big room sends the first message at once and gathers what follows within a window", () => {
    const { outbox, clock, sent } = outboxFor(1_000);
    outbox.add(message(1));
    expect(sent()).toEqual([[1]]);
    outbox.add(message(2));
    outbox.add(message(3));
    expect(sent()).toEqual([[1]]);
    clock.turn(windowFor(1_000));
    expect(sent()).toEqual([[1], [2, 3]]);
    outbox.add(message(4));
    expect(sent()).toEqual([[1], [2, 3]]);
    clock.turn(windowFor(1_000));
    expect(sent()).toEqual([[1], [2, 3], [4]]);
  });

  it("tells who is here with the next message, or alone at its own pace", () => {
    const { outbox, clock, flushes, deltas } = outboxFor(1_000);
    const count = (people: number): void => {
      deltas.presence = { joined: [], left: [], count: people };
      outbox.changed("presence");
    };
    const counts = () => flushes.map(({ flush }) => flush.presence?.count);
    count(1_000);
    expect(counts()).toEqual([1_000]);
    clock.turn(windowFor(1_000));
    count(1_001);
    clock.turn(windowFor(1_000));
    expect(counts()).toEqual([1_000]);
    outbox.add(message(1));
    expect(counts()).toEqual([1_000, 1_001]);
    clock.turn(windowFor(1_000));
    count(1_002);
    count(1_003);
    clock.turn(paceFor(1_000));
    expect(counts()).toEqual([1_000, 1_001, 1_003]);
    clock.turn(paceFor(1_000));
    expect(clock.waiting).toBe(0);
  });

  it("falls quiet when there is nothing more to send", () => {
    const { outbox, clock, sent } = outboxFor(1_000);
    outbox.add(message(1));
    clock.turn(windowFor(1_000));
    expect(clock.waiting).toBe(0);
    outbox.add(message(2));
    expect(sent()).toEqual([[1], [2]]);
  });

  it("sends messages, presence and typing of one window together", () => {
    const { outbox, clock, flushes, deltas } = outboxFor(1_000);
    outbox.add(message(1));
    deltas.presence = { joined: [], left: ["b"], count: 1 };
    deltas.typing = { ids: [] };
    outbox.changed("presence");
    outbox.changed("typing");
    outbox.changed("presence");
    outbox.add(message(2));
    clock.turn(windowFor(1_000));
    expect(flushes).toHaveLength(2);
    expect(flushes[1]?.flush).toEqual({ messages: [message(2)], ...deltas });
  });

  it("says nothing when a change came to nothing", () => {
    const { outbox, flushes } = outboxFor(1);
    outbox.changed("presence");
    expect(flushes).toEqual([]);
  });

  it("lets everybody but a newcomer have the messages that the newcomer's welcome covers", () => {
    const { outbox, clock, flushes, sent } = outboxFor(1_000);
    outbox.add(message(1));
    outbox.add(message(2));
    outbox.flushMessagesBefore("newcomer");
    expect(sent()).toEqual([[1], [2]]);
    expect(flushes[1]?.except).toBe("newcomer");
    clock.turn(1_000);
    expect(flushes).toHaveLength(2);
  });

  it("waits longer in a bigger room, and never longer than 100 ms", () => {
    expect([1, 33, 1_000, 4_000, 30_000].map((sockets) => windowFor(sockets))).toEqual([0, 0, 30, 100, 100]);
  });
});
