/** Wraps Socket.IO's transports so that a recorder gets all they send and receive. */
import { effect } from "@preact/signals";
import { WebSocket as WebSocketTransport, XHR } from "socket.io-client";
import type { Connection } from "../../../core/connection/connection.ts";
import { TRANSPORTS, type Transports } from "../../../core/connection/room-socket.ts";
import type { Recorder } from "./recorder.ts";
import type { Exchange, RecordedConnection } from "./records.ts";

type Transport = InstanceType<Transports[keyof Transports]>;

/** The methods of the polling transport that are wrapped; two of them are protected there. */
interface PollingMethods {
  uri(): string;
  request(options?: { method?: string; data?: string }): ReturnType<XHR["request"]>;
  onClose(details?: object): void;
}

/**
 * Records a connection, from the next frame or request on, and those that replace it, from their first byte on.
 *
 * @returns a function that stops the recording and restores the transports
 */
export function recordConnection(connection: Connection, recorder: Recorder): () => void {
  const unwrap = new Map<Transport, () => void>();
  const wrap = (transport: Transport | undefined) => {
    if (transport !== undefined && !unwrap.has(transport))
      unwrap.set(transport, recordTransport(transport, recorder));
  };
  connection.useTransports(recordedTransports(recorder, wrap));
  const stopWatching = effect(() => {
    connection.state.value;
    wrap(connection.transport);
  });
  return () => {
    stopWatching();
    connection.useTransports(TRANSPORTS);
    for (const restore of unwrap.values()) restore();
  };
}

/** Transports that are recorded from their first byte on. */
export function recordedTransports(
  recorder: Recorder,
  wrap = (transport: Transport): void => void recordTransport(transport, recorder),
): Transports {
  return {
    websocket: class extends WebSocketTransport {
      constructor(...args: ConstructorParameters<typeof WebSocketTransport>) {
        super(...args);
        wrap(this);
      }
    },
    polling: class extends XHR {
      constructor(...args: ConstructorParameters<typeof XHR>) {
        super(...args);
        wrap(this);
      }
    },
  };
}

const recordTransport = (transport: Transport, recorder: Recorder): (() => void) =>
  transport instanceof XHR ? recordPolling(transport, recorder) : recordWebSocket(transport, recorder);

function recordWebSocket(transport: WebSocketTransport, recorder: Recorder): () => void {
  const { createSocket, doWrite } = transport;
  const listening = new AbortController();
  let link: RecordedConnection | undefined;
  const listen = (socket: WebSocket): void => {
    const opened = recorder.addConnection("websocket", socket);
    link = opened;
    socket.addEventListener("message", ({ data }) => recorder.addFrame(opened, "in", data), {
      signal: listening.signal,
    });
  };
  const open: unknown = Reflect.get(transport, "ws");
  if (open instanceof WebSocket) listen(open);
  transport.createSocket = (...args) => {
    const socket: WebSocket = createSocket.apply(transport, args);
    listen(socket);
    return socket;
  };
  transport.doWrite = (packet, data) => {
    doWrite.call(transport, packet, data);
    if (link !== undefined) recorder.addFrame(link, "out", data);
  };
  return () => {
    listening.abort();
    Object.assign(transport, { createSocket, doWrite });
  };
}

function recordPolling(transport: XHR, recorder: Recorder): () => void {
  const methods = transport as unknown as PollingMethods;
  const { uri, request, onClose } = methods;
  let link: RecordedConnection | undefined;
  let address = "";
  Object.assign<PollingMethods, PollingMethods>(methods, {
    uri() {
      address = uri.call(transport);
      return address;
    },
    request(options = {}) {
      const sent = request.call(transport, options);
      const { pathname, search } = new URL(address);
      link ??= recorder.addConnection("polling");
      const method = options.method === "POST" ? "POST" : "GET";
      const record = recorder.addRequest(link, method, pathname + search, options.data ?? "");
      sent.on("data", () => recordAnswer(recorder, record, Reflect.get(sent, "_xhr")));
      sent.on("error", (_error, xhr) => recordAnswer(recorder, record, xhr));
      return sent;
    },
    onClose(details) {
      onClose.call(transport, details);
      if (link !== undefined) recorder.closeConnection(link);
    },
  });
  return () => void Object.assign(methods, { uri, request, onClose });
}

/** @param xhr the private `XMLHttpRequest` of a request; where it is missing, the answer is not recorded */
function recordAnswer(recorder: Recorder, record: Exchange, xhr: unknown): void {
  if (!(xhr instanceof XMLHttpRequest) || xhr.status === 0) return;
  recorder.addAnswer(record, {
    // HTTP/2 has no reason phrase.
    status: `${xhr.status} ${xhr.statusText || (xhr.status === 200 ? "OK" : "")}`,
    headers: xhr.getAllResponseHeaders(),
    body: xhr.responseText,
  });
}
