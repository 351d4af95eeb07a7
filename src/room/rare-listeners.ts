/** Listeners of events that few sockets ever send: two dozen of them, added to a socket with the first such event. */
import type { RoomSocket } from "./room-io.ts";

/** What an owner asks for, and who looks at the wire. */
const RARE = /^(?:room|member|sanctions|bots?|invite|passphrase|keys|guests?|wire):/;

/** Adds listeners to a socket. */
interface Listening {
  listen(socket: RoomSocket): void;
}

export class RareListeners {
  readonly #added = new WeakSet<RoomSocket>();

  constructor(private readonly all: readonly Listening[]) {}

  /** A socket sent an event. */
  addFor(socket: RoomSocket, event: string): void {
    if (!RARE.test(event) || this.#added.has(socket)) return;
    this.#added.add(socket);
    for (const one of this.all) one.listen(socket);
  }
}
