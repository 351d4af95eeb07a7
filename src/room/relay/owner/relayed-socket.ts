/** The socket of a client on a relay, as the room sees it. It lasts until the client leaves or the room sleeps. */
import type { IncomingHttpHeaders } from "node:http";
import type { ServerToClientEvents } from "../../../shared/contract/index.ts";
import type { Client } from "../../event-table.ts";
import type { RoomSocket, SocketData } from "../../room-io.ts";
import type { DownMessage, RelayedClient } from "../messages.ts";

/** Sends messages to the relay of a socket. */
export interface RelayOutbox {
  send(message: DownMessage): void;
  /** Adds sockets to a room of Socket.IO. */
  join(ids: string[], room: string): void;
  /** Sends an event to one socket. */
  sendEvent(socketId: string, event: string, payload: readonly unknown[]): void;
}

/** What is needed of a client until it is admitted. */
interface Opening {
  headers: IncomingHttpHeaders;
  secure: boolean;
  auth: Record<string, unknown>;
  onClose?: () => void;
}

/** A room has one for each client of which it knows, so it is small: 100,000 have to fit. */
export class RelayedSocket implements RoomSocket {
  readonly #data: SocketData;
  /** Set for the event that asks for it. */
  #request: RoomSocket["request"] | undefined;
  /** Undefined once it is connected to the namespace: it was welcomed. */
  #opening: Opening | undefined;
  /** With the rate limits of the socket; set by its first event. */
  client: Client | undefined;
  #isClosed = false;

  /** @param opening undefined for a client that is connected */
  constructor(
    readonly outbox: RelayOutbox,
    readonly id: string,
    private readonly address: string,
    data: SocketData = { id: "", name: "" },
    opening?: Opening,
  ) {
    this.#data = data;
    this.#opening = opening;
  }

  static of(outbox: RelayOutbox, { socketId, address, data }: RelayedClient): RelayedSocket {
    return new RelayedSocket(outbox, socketId, address, data);
  }

  /** A change is saved where the socket is. */
  get data(): SocketData {
    return new Proxy(this.#data, new DataHandler(this));
  }

  get isConnected(): boolean {
    return this.#opening === undefined;
  }

  /** It is admitted, and about to be welcomed. */
  connected(): void {
    this.#opening = undefined;
  }

  get handshake(): RoomSocket["handshake"] {
    const opening: Opening = this.#opening ?? { headers: {}, secure: true, auth: {} };
    return {
      address: this.address,
      headers: opening.headers,
      secure: opening.secure,
      get auth() {
        return opening.auth;
      },
      set auth(auth) {
        opening.auth = auth;
      },
    };
  }

  get request(): RoomSocket["request"] {
    return this.#request ?? { headers: {} };
  }

  set request(request: RoomSocket["request"]) {
    this.#request = request;
  }

  /** A relay's connection has one socket: the room needs no object of its own for it. */
  get conn(): RoomSocket["conn"] {
    return this;
  }

  get readyState(): string {
    return this.#isClosed ? "closed" : "open";
  }

  /** Only until it is connected: then the room handles that it leaves. */
  once(_event: "close", listener: () => void): void {
    if (this.#opening !== undefined) this.#opening.onClose = listener;
  }

  emit<Event extends keyof ServerToClientEvents>(
    event: Event,
    ...payload: Parameters<ServerToClientEvents[Event]>
  ): void {
    this.outbox.sendEvent(this.id, event, payload);
  }

  join(room: string): void {
    this.outbox.join([this.id], room);
  }

  disconnect(): void {
    this.outbox.send({ type: "disconnect", in: [this.id] });
  }

  /** Its connection is closed. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#opening?.onClose?.();
  }
}

/** Saves changes of a socket's data where the socket is. */
class DataHandler implements ProxyHandler<SocketData> {
  constructor(private readonly socket: RelayedSocket) {}

  set(data: SocketData, key: string | symbol, value: unknown): boolean {
    Reflect.set(data, key, value);
    this.#save({ [key]: value });
    return true;
  }

  deleteProperty(data: SocketData, key: string | symbol): boolean {
    Reflect.deleteProperty(data, key);
    this.#save({ [key]: undefined });
    return true;
  }

  /** Until it is connected, all of it is sent with the admission. */
  #save(data: Partial<SocketData>): void {
    const { outbox, id, isConnected } = this.socket;
    if (isConnected) outbox.send({ type: "data", socketId: id, data });
  }
}
