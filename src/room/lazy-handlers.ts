/** Listeners of events that few sockets ever send: two dozen of them, added to a socket with the first such event. */
import type { RoomSocket } from "./room-io.ts";

/** Adds listeners to a socket. */
interface Listening {
  listen(socket: RoomSocket): void;
}

export class LazyHandlers {
  readonly #added = new WeakSet<RoomSocket>();

  constructor(private readonly all: readonly Listening[]) {}

  /**
   * A socket sent an event. One that it has no listener for may be one of these: what they are called is their own affair, so
   * no list of names can miss one.
   */
  addFor(socket: RoomSocket, event: string): void {
    if (this.#added.has(socket) || socket.listenerCount(event as never) > 0) return;
    this.#added.add(socket);
    for (const one of this.all) one.listen(socket);
  }
}
