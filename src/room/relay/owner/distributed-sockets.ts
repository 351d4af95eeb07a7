/** The sockets of a room, in its own object and on its relays. An event is encoded once for all relays. */
import type { LocalSockets } from "../../broadcast/local-sockets.ts";
import { encodeEvent } from "../../broadcast/room-parser.ts";
import type { Receivers, RoomMembers, RoomSockets, SocketInfo } from "../../room-io.ts";
import type { ConnectedClient, DownMessage } from "../messages.ts";
import type { RelayLink } from "./relay-link.ts";
import { RelayedSocket } from "./relayed-socket.ts";
import type { Relays } from "./relays.ts";

type Selection = Pick<DownMessage & { type: "emit" }, "in" | "except" | "isVolatile">;

export class DistributedSockets implements RoomSockets {
  constructor(
    private readonly local: LocalSockets,
    private readonly relays: Pick<Relays, "links">,
  ) {}

  get count(): number {
    return this.relays.links.reduce((sum, { connections }) => sum + connections, this.local.count);
  }

  largestCountIn(rooms: readonly string[]): number {
    const countAt = (link: RelayLink): number => rooms.reduce((sum, room) => sum + sizeAt(link, room), 0);
    return this.relays.links.reduce(
      (most, link) => Math.max(most, Math.min(countAt(link), link.connections)),
      this.local.largestCountIn(rooms),
    );
  }

  get volatile(): Receivers {
    return this.#receivers(this.local.volatile, { isVolatile: true });
  }

  emit: Receivers["emit"] = (event, ...payload) => this.#receivers(this.local, {}).emit(event, ...payload);

  except(rooms: string | string[]): ReturnType<RoomSockets["except"]> {
    const local = this.local.except(rooms);
    if (this.relays.links.length === 0) return local;
    return this.#except(local, { except: [rooms].flat() });
  }

  membersOf(room: string): ReturnType<RoomSockets["membersOf"]> {
    const local = this.local.membersOf(room);
    const { links } = this.relays;
    if (links.length === 0) return local;
    return {
      size: links.reduce((size, link) => size + sizeAt(link, room), local.size),
      has: (id) => local.has(id) || links.some(({ rooms }) => rooms.get(room)?.has(id)),
    };
  }

  in(rooms: string[]): RoomMembers {
    const local = this.local.in(rooms);
    if (this.relays.links.length === 0) return local;
    return {
      emit: this.#receivers(local, { in: rooms }).emit,
      volatile: this.#receivers(local.volatile, { in: rooms, isVolatile: true }),
      fetchSockets: async () => {
        const remote = this.#byLink(rooms).map(([link, ids]) => fetchClients(link, ids));
        return [...(await local.fetchSockets()), ...(await Promise.all(remote)).flat()];
      },
      disconnectSockets: (close) => {
        local.disconnectSockets(close);
        this.#send({ in: rooms }, (selection) => ({ type: "disconnect", ...selection }));
      },
      except: (others) => this.#except(local.except(others), { in: rooms, except: [others].flat() }),
      socketsJoin: (room) => {
        local.socketsJoin(room);
        for (const [link, ids] of this.#byLink(rooms)) link.join(ids, room);
      },
      socketsLeave: (room) => {
        local.socketsLeave(room);
        for (const [link, ids] of this.#byLink(rooms)) link.leave(ids, room);
      },
    };
  }

  /** Asks every relay: for a room that has just woken. */
  async fetchSockets(): Promise<SocketInfo[]> {
    const remote = this.relays.links.map((link) => fetchClients(link));
    return [...(await this.local.fetchSockets()), ...(await Promise.all(remote)).flat()];
  }

  disconnectSockets(close?: boolean): void {
    this.local.disconnectSockets(close);
    this.#send({}, () => ({ type: "disconnect" }));
  }

  #except(local: ReturnType<RoomSockets["except"]>, selection: Selection): ReturnType<RoomSockets["except"]> {
    return {
      emit: this.#receivers(local, selection).emit,
      disconnectSockets: (close) => {
        local.disconnectSockets(close);
        this.#send(selection, (rest) => ({ type: "disconnect", ...rest }));
      },
    };
  }

  /** The links of these sockets, with the ids of those at each. */
  #byLink(ids: readonly string[]): [RelayLink, string[]][] {
    return this.relays.links.flatMap((link): [RelayLink, string[]][] => {
      const there = ids.filter((id) => link.has(id));
      return there.length > 0 ? [[link, there]] : [];
    });
  }

  #receivers(local: Receivers, selection: Selection): Receivers {
    if (this.relays.links.length === 0) return local;
    return {
      emit: (event, ...payload) => {
        local.emit(event, ...payload);
        const packet = encodeEvent([event, ...payload]);
        this.#send(selection, (rest) => ({ type: "emit", packet, ...rest }));
      },
    };
  }

  /** Sends a message to each relay that has one of the sockets. */
  #send(selection: Selection, message: (selection: Selection) => DownMessage): void {
    const { links } = this.relays;
    for (const link of links) {
      const isElsewhere = (name: string): boolean =>
        this.local.has(name) || links.some((other) => other.has(name));
      const isThere = (name: string): boolean =>
        link.has(name) || (link.rooms.get(name)?.size ?? 0) > 0 || !(link.isListed || isElsewhere(name));
      const into = selection.in?.filter(isThere);
      if (into !== undefined && into.length === 0) continue;
      const except = selection.except?.filter(isThere);
      link.send(
        message({
          ...(into && { in: into }),
          ...(except && except.length > 0 && { except }),
          ...(selection.isVolatile && { isVolatile: true }),
        }),
      );
    }
  }
}

/** How many clients of a relay are in a room of Socket.IO; how many there may be at most, where it was not asked yet. */
function sizeAt({ isListed, rooms, connections }: RelayLink, room: string): number {
  return isListed ? (rooms.get(room)?.size ?? 0) : Math.max(connections, 1);
}

/**
 * The sockets of a relay, of which the room keeps the ids after this.
 *
 * @param ids those of the sockets that are needed; all by default
 */
export async function fetchClients(link: RelayLink, ids?: readonly string[]): Promise<RelayedSocket[]> {
  const known = ids?.flatMap((id) => link.find(id) ?? []) ?? [];
  const others = ids?.filter((id) => link.find(id) === undefined);
  if (others?.length === 0) return known;
  const clients = await link.connectedClients(others);
  if (ids === undefined) link.isListed = true;
  return [...known, ...clients.map((client) => listed(link, client))];
}

function listed(link: RelayLink, client: ConnectedClient): RelayedSocket {
  link.note(client.socketId, client.data.id, client.rooms);
  return link.find(client.socketId) ?? RelayedSocket.of(link, client);
}
