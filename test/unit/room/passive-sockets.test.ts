import { describe, expect, it } from "vitest";
import { Audience } from "../../../src/room/broadcast/audience.ts";
import { PASSIVE_INTERVAL } from "../../../src/room/broadcast/flush-window.ts";
import { PassiveSockets } from "../../../src/room/broadcast/passive-sockets.ts";
import type { RoomSocket, RoomSockets } from "../../../src/room/room-io.ts";
import type { Message, Missed, RoomSettings } from "../../../src/shared/contract/index.ts";
import { ManualClock } from "../../support/manual-clock.ts";

const message = (seq: number, text = "x"): Message => ({
  seq,
  from: { id: "a", name: "Ada" },
  at: seq,
  text,
});

/** Sockets in memory, by the rooms they are in. */
function roomOf(...ids: string[]) {
  const rooms = new Map<string, Set<string>>([["v2", new Set(ids)]]);
  const sent: { to: string[]; missed: Missed }[] = [];
  const counted: number[] = [];
  const membersOf = (room: string) => {
    const members = rooms.get(room) ?? new Set();
    rooms.set(room, members);
    return members;
  };
  const roomSockets = {
    membersOf,
    largestCountIn: (kinds: string[]) => kinds.reduce((sum, kind) => sum + membersOf(kind).size, 0),
    in: (selected: string[]) => ({
      socketsJoin(room: string) {
        for (const id of selected) membersOf(room).add(id);
      },
      socketsLeave(room: string) {
        for (const id of selected) membersOf(room).delete(id);
      },
      emit: (_: string, missed: Missed) =>
        sent.push({ to: selected.flatMap((kind) => [...membersOf(kind)]), missed }),
    }),
  } as unknown as RoomSockets;
  const clock = new ManualClock();
  const audience = new Audience(roomSockets);
  const passiveSockets = new PassiveSockets({
    roomSockets,
    audience,
    clock,
    memberList: { members: [{ id: "a", name: "Ada" }], count: 1 },
    typing: () => ({ ids: ["a"] }),
    shortHead: () => ({ at: 7, authors: [] }),
    onSent: (count) => counted.push(count),
  });
  const socketOf = (id: string) =>
    ({ id, emit: (_: string, missed: Missed) => sent.push({ to: [id], missed }) }) as unknown as RoomSocket;
  const hide = (id: string) => passiveSockets.setVisible(socketOf(id), false);
  const show = (id: string) => passiveSockets.setVisible(socketOf(id), true);
  /** What was sent since the last call, as the `seq`s of messages. */
  const take = () =>
    sent.splice(0).map(({ to, missed }) => [to.join(), missed.messages?.map(([seq]) => seq)]);
  return { passiveSockets, audience, clock, sent, counted, hide, show, take };
}

describe("a passive socket", () => {
  it("gets the first message after a quiet time at once, and then one frame per interval", () => {
    const { passiveSockets, clock, hide, take, counted } = roomOf("one", "two", "three");
    hide("one");
    hide("two");
    passiveSockets.add({ messages: [message(1)] });
    expect(counted).toEqual([2]);
    expect(take()).toEqual([["one,two", [1]]]);
    expect(clock.pendingTasks).toBe(0);
    for (let seq = 2; seq <= 11; seq++) {
      passiveSockets.add({ messages: [message(seq)] });
      clock.advance(PASSIVE_INTERVAL / 10);
    }
    expect(take()).toEqual([["one,two", [2, 3, 4, 5, 6, 7, 8, 9, 10, 11]]]);
    expect(clock.pendingTasks).toBe(0);
    clock.advance(PASSIVE_INTERVAL);
    passiveSockets.add({ messages: [message(12)] });
    expect(take()).toEqual([["one,two", [12]]]);
    expect(counted).toEqual([2, 2, 2]);
    expect(clock.pendingTasks).toBe(0);
  });

  it("costs nothing while there is none", () => {
    const { passiveSockets, clock, sent } = roomOf("one");
    passiveSockets.add({ messages: [message(1)], room: {} as RoomSettings });
    expect(clock.pendingTasks).toBe(0);
    expect(sent).toEqual([]);
  });

  it("gets no typing and no count of people, and no timer runs for them", () => {
    const { passiveSockets, clock, hide, sent } = roomOf("one");
    hide("one");
    passiveSockets.add({ presence: { joined: [], left: [], count: 5 }, typing: { ids: [] } });
    clock.advance(PASSIVE_INTERVAL);
    expect(sent).toEqual([]);
  });

  it("gets who came and left since the last frame", () => {
    const { passiveSockets, clock, hide, sent, take } = roomOf("one");
    const [ada, bob, cora] = [
      { id: "a", name: "Ada" },
      { id: "b", name: "Bob" },
      { id: "c", name: "Cora" },
    ];
    hide("one");
    passiveSockets.add({ messages: [message(1)] });
    take();
    passiveSockets.add({ presence: { joined: [ada, bob], left: ["c"], count: 2 } });
    passiveSockets.add({ presence: { joined: [cora], left: ["a"], count: 2 } });
    clock.advance(PASSIVE_INTERVAL);
    expect(sent.map(({ missed }) => missed)).toEqual([
      { presence: { joined: [bob, cora], left: ["a"], count: 1 } },
    ]);
  });

  it("gets what is left when it is visible again, with the people, who is typing, and what the next message needs", () => {
    const { passiveSockets, clock, hide, show, sent, take } = roomOf("one", "two");
    hide("one");
    hide("two");
    passiveSockets.add({ messages: [message(1)] });
    passiveSockets.add({ messages: [message(2)] });
    take();
    show("one");
    expect(sent).toEqual([
      {
        to: ["one"],
        missed: {
          messages: [[2, 0, 0, "x"]],
          head: { at: 2, authors: [[0, "a", "Ada"]] },
          members: [{ id: "a", name: "Ada" }],
          memberCount: 1,
          typing: ["a"],
          next: { at: 7, authors: [] },
        },
      },
    ]);
    take();
    passiveSockets.add({ messages: [message(3)] });
    clock.advance(PASSIVE_INTERVAL);
    expect(take()).toEqual([["two", [2, 3]]]);
  });

  it("gets nothing twice when it is hidden while a frame waits", () => {
    const { passiveSockets, audience, clock, hide, show, take } = roomOf("one", "two");
    hide("one");
    passiveSockets.add({ messages: [message(1)] });
    passiveSockets.add({ messages: [message(2)] });
    take();
    hide("two");
    expect(audience.kindOf("two")).toBe("v2");
    clock.advance(PASSIVE_INTERVAL);
    expect(take()).toEqual([["one", [2]]]);
    expect(audience.kindOf("two")).toBe("hidden:v2");
    passiveSockets.add({ messages: [message(3)] });
    clock.advance(PASSIVE_INTERVAL);
    expect(take()).toEqual([["one,two", [3]]]);
    expect(audience.kindOf("one")).toBe("hidden:v2");
    show("one");
    show("one");
    expect(take()).toHaveLength(1);
  });

  it("stays visible when it is hidden only for a moment while a frame waits", () => {
    const { passiveSockets, audience, clock, hide, show, take } = roomOf("one", "two");
    hide("one");
    passiveSockets.add({ messages: [message(1)] });
    passiveSockets.add({ messages: [message(2)] });
    take();
    for (let i = 0; i < 5; i++) {
      hide("two");
      show("two");
    }
    clock.advance(PASSIVE_INTERVAL);
    expect(audience.kindOf("two")).toBe("v2");
    expect(take()).toEqual([["one", [2]]]);
  });

  it("gets messages in their newest state, and changes of older ones", () => {
    const { passiveSockets, clock, hide, sent, take } = roomOf("one");
    hide("one");
    passiveSockets.add({ messages: [message(1)] });
    take();
    passiveSockets.add({ messages: [message(2), message(3)] });
    passiveSockets.add({ changes: { rev: 1, messages: [message(1, "edited")] } });
    passiveSockets.add({ changes: { rev: 2, messages: [{ ...message(2, ""), deleted: true }] } });
    clock.advance(PASSIVE_INTERVAL);
    expect(sent.map(({ missed }) => missed)).toEqual([
      {
        messages: [
          [2, 0, 0, "", { deleted: true }],
          [3, 1, 0, "x"],
        ],
        head: expect.anything(),
        changes: { rev: 2, messages: [message(1, "edited")] },
      },
    ]);
  });

  it("gets an erasure at once, so that it erases nothing that follows", () => {
    const { passiveSockets, hide, sent, take } = roomOf("one");
    hide("one");
    passiveSockets.add({ messages: [message(1)] });
    passiveSockets.add({ messages: [message(2)] });
    take();
    passiveSockets.add({ changes: { rev: 3, messages: [message(2, "")], erased: "a" } });
    expect(sent[0]?.missed).toMatchObject({ changes: { rev: 3, erased: "a" } });
    expect(JSON.stringify(sent)).not.toContain('"x"');
  });

  it("gets no text that was erased while a change of it waited", () => {
    const { passiveSockets, hide, sent, take } = roomOf("one");
    hide("one");
    passiveSockets.add({ messages: [message(1)] });
    passiveSockets.add({ messages: [message(2)] });
    take();
    passiveSockets.add({ changes: { rev: 3, messages: [message(1, "stale")] } });
    passiveSockets.add({ changes: { rev: 4, messages: [message(2, "")], erased: "a" } });
    expect(sent.at(-1)?.missed).toMatchObject({ changes: { rev: 4, erased: "a" } });
    expect(JSON.stringify(sent)).not.toContain("stale");
  });

  it("gets a frame earlier when much waits, by count or by length, so that little memory is used", () => {
    const { passiveSockets, hide, take } = roomOf("one");
    hide("one");
    passiveSockets.add({ messages: [message(1)] });
    take();
    for (let seq = 2; seq <= 201; seq++) passiveSockets.add({ messages: [message(seq)] });
    expect(take()).toHaveLength(1);
    for (let seq = 202; seq <= 227; seq++)
      passiveSockets.add({ messages: [message(seq, "x".repeat(4_000))] });
    expect(take()).toHaveLength(1);
  });
});
