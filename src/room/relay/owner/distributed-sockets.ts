/** The sockets of a room, in its own object and on its relays. An event is encoded once for all relays. */
import type { LocalSockets } from "../../broadcast/local-sockets.ts";
import type { Receivers, RoomSockets, SelectedSockets, SocketInfo } from "../../room-io.ts";
import { encodeEvent } from "../../room-parser.ts";
import type { DownMessage, RelayedClient } from "../messages.ts";
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

  get largestCount(): number {
    return this.relays.links.reduce((most, { connections }) => Math.max(most, connections), this.local.count);
  }

  get volatile(): Receivers {
    return this.#receivers(this.local.volatile, { isVolatile: true });
  }

  emit: Receivers["emit"] = (event, ...payload) => this.#receivers(this.local, {}).emit(event, ...payload);

  except(rooms: string | string[]): ReturnType<RoomSockets["except"]> {
    const local = this.local.except(rooms);
    if (this.relays.links.length === 0) return local;
    const except = [rooms].flat();
    return {
      emit: this.#receivers(local, { except }).emit,
      disconnectSockets: (close) => {
        local.disconnectSockets(close);
        this.#send({ except }, (selection) => ({ type: "disconnect", ...selection }));
      },
    };
  }

  in(rooms: string[]): SelectedSockets {
    const local = this.local.in(rooms);
    if (this.relays.links.length === 0) return local;
    return {
      emit: this.#receivers(local, { in: rooms }).emit,
      volatile: this.#receivers(local.volatile, { in: rooms, isVolatile: true }),
      fetchSockets: async () => {
        const known = this.relays.links.flatMap(({ sockets }) =>
          rooms.flatMap((id) => sockets.get(id) ?? []),
        );
        return [...(await local.fetchSockets()), ...known];
      },
      disconnectSockets: (close) => {
        local.disconnectSockets(close);
        this.#send({ in: rooms }, (selection) => ({ type: "disconnect", ...selection }));
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
      const isThere = (name: string): boolean =>
        link.sockets.has(name) || !(this.local.has(name) || links.some(({ sockets }) => sockets.has(name)));
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

/** The sockets of a relay, which the room knows after this. */
export async function fetchClients(link: RelayLink): Promise<RelayedSocket[]> {
  const clients = await link.connectedClients();
  return clients.map((client: RelayedClient) => {
    const known = link.sockets.get(client.socketId);
    const socket = known ?? RelayedSocket.of(link, client);
    if (known === undefined) link.sockets.set(client.socketId, socket);
    return socket;
  });
}
