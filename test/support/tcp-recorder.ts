/** A TCP proxy that records the bytes it forwards. */
import { connect, createServer, type Socket } from "node:net";
import { Transform } from "node:stream";
import { onTestFinished } from "vitest";

/** The bytes of a TCP connection. */
export interface RecordedConnection {
  /** To the server. */
  readonly up: Buffer[];
  /** To the client. */
  readonly down: Buffer[];
}

export interface TcpRecorder {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string;
  /** In the order in which they were opened. */
  readonly connections: readonly RecordedConnection[];
}

/**
 * Starts a recorder in front of the server on `port` of this machine. It stops when the test ends.
 *
 * @param without names of request headers to remove, for example to prevent compression
 */
export async function recordTcp(port: number, without: readonly string[] = []): Promise<TcpRecorder> {
  const connections: RecordedConnection[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(port, "127.0.0.1");
    const recorded: RecordedConnection = { up: [], down: [] };
    connections.push(recorded);
    client.pipe(withoutHeaders(without)).pipe(copyTo(recorded.up)).pipe(upstream);
    upstream.pipe(copyTo(recorded.down)).pipe(client);
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      // A reset on one side closes the other.
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the recorder has no port");
  return { url: `http://127.0.0.1:${address.port}`, connections };
}

const copyTo = (copy: Buffer[]): Transform =>
  new Transform({
    transform(chunk: Buffer, _encoding, done) {
      copy.push(chunk);
      done(null, chunk);
    },
  });

const REQUEST_LINE = /^[A-Z]+ \S+ HTTP\/1\.1\r\n/;
const HEAD_END = "\r\n\r\n";

/** Removes header lines from the head of each request. A head that arrives in pieces is held back until it is complete. */
function withoutHeaders(names: readonly string[]): Transform {
  const unwanted = new RegExp(`^(?:${names.join("|")}):.*\r\n`, "gim");
  let held = "";
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const text = held + chunk.toString("latin1");
      held = "";
      if (names.length === 0 || !REQUEST_LINE.test(text)) {
        done(null, Buffer.from(text, "latin1"));
        return;
      }
      const end = text.indexOf(HEAD_END);
      if (end < 0) {
        held = text;
        done();
        return;
      }
      const head = text.slice(0, end + 2).replace(unwanted, "");
      done(null, Buffer.from(head + text.slice(end + 2), "latin1"));
    },
  });
}
