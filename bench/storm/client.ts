/** A client of a room over a plain WebSocket, with an address of its own: the edge's header, which `wrangler dev` passes on. */
import { WebSocket } from "ws";
import type { Ack } from "../../src/shared/contract/errors.ts";
import { socketPath } from "../../src/shared/room-name.ts";

export interface StormClientOptions {
  port: number;
  room: string;
  /** Its address. */
  address: string;
  /** An event that is not an acknowledgement. */
  onEvent?: (event: string, payload: unknown) => void;
  onClose?: () => void;
}

export class StormClient {
  readonly #ws: WebSocket;
  readonly #waiting = new Map<number, (answer: Ack<Record<string, unknown>>) => void>();
  #nextId = 0;
  /** Resolves when the room has admitted the client; rejects otherwise. */
  readonly ready: Promise<void>;

  constructor({ port, room, address, onEvent, onClose }: StormClientOptions) {
    this.#ws = new WebSocket(`ws://127.0.0.1:${port}${socketPath(room)}?EIO=4&transport=websocket`, {
      headers: { "CF-Connecting-IP": address },
      perMessageDeflate: false,
    });
    this.ready = new Promise((resolve, reject) => {
      this.#ws.on("open", () => this.#ws.send("40{}"));
      this.#ws.on("message", (data: Buffer) => {
        const kind = data.subarray(0, 2).toString("latin1");
        if (kind === "43") this.#acknowledged(data.toString());
        else if (kind === "40") resolve();
        else if (kind === "44") reject(new Error(data.toString()));
        else if (data[0] === 0x32) this.#ws.send("3");
        else if (onEvent !== undefined && kind === "42") {
          const [event, payload] = JSON.parse(data.subarray(2).toString()) as [string, unknown];
          onEvent(event, payload);
        }
      });
      this.#ws.on("close", () => {
        reject(new Error("the connection ended"));
        onClose?.();
      });
      // It is followed by "close".
      this.#ws.on("error", () => {});
    });
    // A rejection is reported to those who wait; no one must.
    this.ready.catch(() => {});
  }

  get isOpen(): boolean {
    return this.#ws.readyState === WebSocket.OPEN;
  }

  /** Sends an event; `answered` gets its acknowledgement. */
  request(event: string, payload: unknown, answered: (answer: Ack<Record<string, unknown>>) => void): void {
    const id = this.#nextId++;
    this.#waiting.set(id, answered);
    this.#ws.send(`42${id}${JSON.stringify([event, payload])}`);
  }

  /** Sends a frame as it is. */
  sendFrame(frame: string): void {
    this.#ws.send(frame);
  }

  close(): void {
    this.#ws.terminate();
  }

  #acknowledged(frame: string): void {
    const start = frame.indexOf("[");
    const id = Number(frame.slice(2, start));
    const answered = this.#waiting.get(id);
    this.#waiting.delete(id);
    answered?.((JSON.parse(frame.slice(start)) as [Ack<Record<string, unknown>>])[0]);
  }
}
