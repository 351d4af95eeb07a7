/** Socket.IO's own transports, with somebody who listens in. */
import { WebSocket as SocketTransport, XHR } from "socket.io-client";
import type { Recorder } from "./recorder.ts";
import type { Exchange, Link } from "./records.ts";

type SocketArguments = Parameters<SocketTransport["createSocket"]>;
type WriteArguments = Parameters<SocketTransport["doWrite"]>;
interface CloseDetails {
  description: string;
}

/** The transports of a connection, by name. */
export type RecordedTransports = ReturnType<typeof recordedTransports>;

export function recordedTransports(recorder: Recorder) {
  class RecordedWebSocket extends SocketTransport {
    #link: Link | undefined;

    override createSocket(...args: SocketArguments): WebSocket {
      const socket: WebSocket = super.createSocket(...args);
      const link = recorder.opens("websocket", socket);
      this.#link = link;
      socket.addEventListener("message", ({ data }) => recorder.frame(link, "in", data));
      return socket;
    }

    override doWrite(...[packet, data]: WriteArguments): void {
      super.doWrite(packet, data);
      if (this.#link !== undefined) recorder.frame(this.#link, "out", data);
    }
  }

  class RecordedPolling extends XHR {
    #link: Link | undefined;
    #address = "";

    protected override onClose(details?: CloseDetails): void {
      super.onClose(details);
      if (this.#link !== undefined) recorder.closed(this.#link);
    }

    override uri(): string {
      this.#address = super.uri();
      return this.#address;
    }

    override request(options: { method?: string; data?: string } = {}) {
      const request = super.request(options);
      const { pathname, search } = new URL(this.#address);
      this.#link ??= recorder.opens("polling");
      const method = options.method === "POST" ? "POST" : "GET";
      const record = recorder.request(this.#link, method, pathname + search, options.data ?? "");
      request.on("data", () => note(record, request));
      request.on("error", (_error, context) => note(record, { _xhr: context }));
      return request;
    }
  }

  /** What came back is in the request's `XMLHttpRequest`, which is its own business: where it is missing, so be it. */
  function note(record: Exchange, request: object): void {
    const xhr: unknown = Reflect.get(request, "_xhr");
    if (!(xhr instanceof XMLHttpRequest) || xhr.status === 0) return;
    recorder.answered(record, {
      // HTTP/2 has no reason phrase.
      status: `${xhr.status} ${xhr.statusText || (xhr.status === 200 ? "OK" : "")}`,
      headers: xhr.getAllResponseHeaders(),
      body: xhr.responseText,
    });
  }

  return { websocket: RecordedWebSocket, polling: RecordedPolling };
}
