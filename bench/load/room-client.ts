/** A client of this project's room that sends one request at a time. */

import { Opcode } from "./frames.ts";
import { hasPacket, protocols } from "./protocols.ts";
import { RawSocket } from "./raw-socket.ts";

type Answer = { ok: boolean } & Record<string, unknown>;

export class RoomClient {
  readonly #socket: RawSocket;
  readonly #welcomed = Promise.withResolvers<void>();
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #asked = 0;

  private constructor(port: number, room: string) {
    this.#socket = new RawSocket({
      ...{ port, path: protocols.chatRoom.path(room), deflate: false },
      onFrame: (opcode, bytes, start, end) => {
        if (opcode === Opcode.TEXT) this.#onFrame(bytes.toString("utf8", start, end));
      },
      onClose: (reason) => this.#welcomed.reject(new Error(reason)),
    });
    this.#socket.opened.catch(this.#welcomed.reject);
  }

  /** Opens a room and waits for `welcome`. */
  static async join(port: number, room: string): Promise<RoomClient> {
    const visitor = new RoomClient(port, room);
    await visitor.#welcomed.promise;
    return visitor;
  }

  /** @throws Error if it is rejected */
  async request(event: string, payload: object): Promise<Answer> {
    const id = this.#asked++;
    const { promise, resolve } = Promise.withResolvers<Answer>();
    this.#waiting.set(id, resolve);
    this.#socket.send(`42${id}${JSON.stringify([event, payload])}`);
    const answer = await promise;
    if (!answer.ok) throw new Error(`${event}: ${JSON.stringify(answer)}`);
    return answer;
  }

  leave(): void {
    this.#socket.destroy();
  }

  #onFrame(frame: string): void {
    // The server pings to find out whether the client reads.
    if (frame === "2") this.#socket.send("3");
    else if (hasPacket(frame, "44")) this.#welcomed.reject(new Error(frame));
    else if (protocols.chatRoom.onJoinFrame(frame) === "joined") this.#welcomed.resolve();
    else if (frame.startsWith("43")) {
      const body = frame.indexOf("[");
      const [answer] = JSON.parse(frame.slice(body)) as [Answer];
      this.#waiting.get(Number(frame.slice(2, body)))?.(answer);
    }
  }
}
