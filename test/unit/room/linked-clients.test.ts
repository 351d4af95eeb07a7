import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { addressIn, networkOf } from "../../../src/platform/network.ts";
import { ConnectionLimiter } from "../../../src/room/connections/connection-limiter.ts";
import { MemberList } from "../../../src/room/connections/member-list.ts";
import { LinkedClients } from "../../../src/room/relay/owner/linked-clients.ts";
import { RelayedSocket, type RelayOutbox } from "../../../src/room/relay/owner/relayed-socket.ts";
import { LIMITS } from "../../../src/shared/limits.ts";

class Clients extends LinkedClients {
  addTo(room: string, id: string): void {
    this.noteRoom([id], room);
  }
}

const outbox = {} as RelayOutbox;

function joining(id: string): RelayedSocket {
  const opening = { headers: { cookie: "a cookie" }, secure: true, auth: {} };
  return new RelayedSocket(outbox, id, `address of ${id}`, undefined, opening);
}

function join(clients: LinkedClients, id: string): RelayedSocket {
  const socket = joining(id);
  clients.keep(socket);
  Object.assign(socket.data, { id: `person of ${id}`, name: id });
  socket.connected();
  clients.joined(socket);
  return socket;
}

describe("the clients of a relay", () => {
  it("are known by their ids, and have a socket while they join or talk", () => {
    const clients = new Clients();
    const late = joining("late");
    clients.keep(late);
    const socket = join(clients, "one");
    expect([clients.has("one"), clients.personOf("one"), clients.find("one")]).toEqual([
      true,
      "person of one",
      undefined,
    ]);
    clients.keep(socket);
    clients.forgetSilent();
    expect(clients.find("one")).toBe(socket);
    clients.keep(socket);
    clients.forgetSilent();
    expect(clients.find("one")).toBe(socket);
    clients.forgetSilent();
    expect(clients.find("one")).toBeUndefined();
    expect(clients.has("one")).toBe(true);
    expect(clients.find("late")).toBe(late);
  });

  it("are all named when the relay is gone, silent ones and those who are joining, too", () => {
    const clients = new Clients();
    const late = joining("late");
    clients.keep(late);
    join(clients, "silent");
    clients.addTo("v2", "silent");
    join(clients, "left");
    clients.delete("left");
    expect(clients.clear()).toEqual([
      { socketId: "late", person: "", socket: late },
      { socketId: "silent", person: "person of silent", socket: undefined },
    ]);
    expect([clients.has("silent"), clients.rooms.size, clients.clear()]).toEqual([false, 0, []]);
  });

  it("take so little memory that a hundred thousand fit into a room", () => {
    const count = 10_000;
    const clients = new Clients();
    const memberList = new MemberList(LIMITS);
    const limiter = new ConnectionLimiter({ socketsPerRoom: count, socketsPerAddress: count });
    memberList.fill([]);
    const before = usedHeap();
    for (let number = 0; number < count; number++) {
      // Copies, as they come with a message.
      const [socketId, id, name, address] = JSON.parse(
        JSON.stringify([
          crypto.randomUUID().slice(0, 20),
          crypto.randomUUID().slice(0, 22),
          `Person ${number}`,
          `2001:db8:${(number >> 8).toString(16)}:${(number & 255).toString(16)}::1`,
        ]),
      ) as [string, string, string, string];
      const opening = { headers: { cookie: "x".repeat(300) }, secure: true, auth: {} };
      const socket = new RelayedSocket(outbox, socketId, address, { id, name }, opening);
      clients.keep(socket);
      limiter.add({ id: socketId, address });
      socket.connected();
      memberList.join({ id, name, socketId });
      clients.addTo("v2", socketId);
      clients.joined(socket);
    }
    memberList.takeDelta();
    expect(memberList.page({}).members).toHaveLength(LIMITS.membersPage);
    const bytes = (usedHeap() - before) / count;
    expect([clients.ids.size, memberList.count, limiter.total]).toEqual([count, count, count]);
    // Half of it in workerd, whose pointers have half the size: 50 MB and 31 MB for a hundred thousand.
    expect(bytes).toBeGreaterThan(100);
    expect(bytes).toBeLessThan(650);
  });
});

describe("an address in a network", () => {
  it.each(["198.51.100.7", "2001:db8:1:2:3:4:5:6", "2001:db8::1", "::5", "::ffff:198.51.100.7"])(
    "of %s has the same network",
    (address) => {
      const network = networkOf(address) ?? "";
      expect(network).not.toBe("");
      expect(networkOf(addressIn(network))).toBe(network);
    },
  );
});

function usedHeap(): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  return getHeapStatistics().used_heap_size;
}
