/** Wraps Socket.IO's transports so that a recorder gets all they send and receive. */
import { effect } from "@preact/signals";
import { XHR } from "socket.io-client";
import type { Connection } from "../../../core/connection/connection.ts";
import { JoiningWebSocket, TRANSPORTS, type Transports } from "../../../core/connection/room-socket.ts";
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
    websocket: class extends JoiningWebSocket {
      constructor(...args: ConstructorParameters<typeof JoiningWebSocket>) {
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

function recordWebSocket(transport: InstanceType<Transports["websocket"]>, recorder: Recorder): () => void {
  const { createSocket } = transport;
  const listening = new AbortController();
  const listen = (socket: WebSocket): void => {
    const link = recorder.addConnection("websocket", socket);
    socket.addEventListener("message", ({ data }) => recorder.addFrame(link, "in", data), {
      signal: listening.signal,
    });
    // What the transport is asked to send is not always sent.
    const { send } = socket;
    socket.send = (data) => {
      send.call(socket, data);
      recorder.addFrame(link, "out", data as string | ArrayBuffer);
    };
    listening.signal.addEventListener("abort", () => {
      socket.send = send;
    });
  };
  const open: unknown = Reflect.get(transport, "ws");
  if (open instanceof WebSocket) listen(open);
  transport.createSocket = (...args) => {
    const socket: WebSocket = createSocket.apply(transport, args);
    listen(socket);
    return socket;
  };
  return () => {
    listening.abort();
    transport.createSocket = createSocket;
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
