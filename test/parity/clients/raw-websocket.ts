import type { WebSocket } from "ws";
import { type ClientHost, EventQueue } from "./event-queue.ts";

/** The headers that are compared. Others depend on the HTTP server. */
const COMPARED_HEADERS = [
  "content-type",
  "cache-control",
  "set-cookie",
  "access-control-allow-origin",
  "access-control-allow-credentials",
  "access-control-allow-methods",
  "access-control-allow-headers",
  "vary",
  "x-initial",
  "x-every",
];

export const comparedHeaders = (headers: Record<string, string | string[] | undefined>): unknown[] =>
  COMPARED_HEADERS.filter((name) => headers[name] !== undefined).map((name) => `${name}: ${headers[name]}`);

/** A WebSocket without a client library, which records every frame and its close. */
export class RawWebSocket {
  readonly #events: EventQueue;

  constructor(
    readonly name: string,
    readonly socket: WebSocket,
    private readonly host: ClientHost,
  ) {
    this.#events = new EventQueue(name);
    socket.on("message", (data: Buffer, isBinary: boolean) => {
      const frame = isBinary ? data : data.toString();
      host.recorder.add(name, "frame", frame);
      this.#events.add("frame", [frame]);
    });
    socket.on("close", () => {
      host.recorder.add(name, "close");
      this.#events.add("close", []);
    });
    socket.on("unexpected-response", (_request, response) => {
      let body = "";
      response.on("data", (chunk: Buffer) => {
        body += chunk.toString();
      });
      response.on("end", () => {
        host.recorder.add(name, "rejected", response.statusCode, response.headers["content-type"], body);
        this.#events.add("rejected", []);
      });
    });
    socket.on("upgrade", (response) =>
      host.recorder.add(name, "101", ...comparedHeaders(response.headers as Record<string, string>)),
    );
    socket.on("error", () => this.#events.add("error", []));
  }

  /** Waits for the next frame. */
  async nextFrame(): Promise<string | Buffer> {
    return (await this.#events.next("frame"))[0] as string | Buffer;
  }

  /** Waits for the close. */
  waitForClose(): Promise<unknown> {
    return this.#events.next("close");
  }

  /** Waits for a response other than 101. */
  waitForRejection(): Promise<unknown> {
    return this.#events.next("rejected");
  }

  async send(...frames: (string | Uint8Array)[]): Promise<void> {
    await this.host.idle();
    for (const frame of frames) this.socket.send(frame);
  }
}
