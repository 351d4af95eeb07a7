/** Code for Socket.IO on Node that cannot work. */
import type { Server } from "socket.io";
import { expect } from "vitest";
import { resolveOptions } from "../../../src/socketio/src/options.ts";
import { open } from "../../support/fixtures/open-server.ts";
import { type Answer, ask, enter, next, serverThat, type Trial } from "./trial.ts";

/** What the constructor of an object throws for these options. */
const errorOf = (options: object): string => {
  try {
    resolveOptions(options, {} as DurableObjectState);
    return "nothing";
  } catch (error) {
    return String(error);
  }
};

/** What calls to the server throw. */
async function errorsOf(...calls: Array<(io: Server) => unknown>): Promise<string[]> {
  const server = open((io, { log }) => {
    for (const call of calls)
      try {
        call(io);
        log.notes.push("nothing");
      } catch (error) {
        log.notes.push(String(error));
      }
  });
  await server.inside(() => {});
  return server.log.notes as string[];
}

const NOT_AVAILABLE = expect.stringContaining("is not available in a Durable Object");

export const unavailable: Record<string, Trial> = {
  "the option `adapter`, `io.adapter(createAdapter(redis))`": async () => {
    expect(errorOf({ adapter: class {} })).toEqual(NOT_AVAILABLE);
    expect(await errorsOf((io) => io.adapter(class {} as never))).toEqual([NOT_AVAILABLE]);
  },
  "`io.listen(3000)`, `io.attach(httpServer)`, `io.attachApp(app)`": async () => {
    expect(
      await errorsOf(
        (io) => io.listen(3000),
        (io) => io.attach(3000),
        (io) => io.attachApp({}),
      ),
    ).toEqual([NOT_AVAILABLE, NOT_AVAILABLE, NOT_AVAILABLE]);
  },
  "`allowEIO3`": async () => {
    expect(errorOf({ allowEIO3: true })).toEqual(NOT_AVAILABLE);
    const response = await open(() => {}).stub.fetch("http://x/socket.io/?EIO=3&transport=polling");
    expect(response.status).toBe(400);
  },
  "`perMessageDeflate`, `httpCompression`, `wsEngine`": () => {
    for (const name of ["perMessageDeflate", "httpCompression", "wsEngine"])
      expect(errorOf({ [name]: true })).toEqual(NOT_AVAILABLE);
  },
  '`transports: ["webtransport"]`': () => {
    expect(errorOf({ transports: ["websocket", "webtransport"] })).toEqual(NOT_AVAILABLE);
  },
  "`serveClient`, `socket.compress(true)`": async () => {
    const server = serverThat((socket) => void socket.compress(true).emit("event"), { serveClient: true });
    const client = await enter(server);
    const got = next(client, "event");
    await ask(client, "call");
    await got;
    expect((await server.stub.fetch("http://x/socket.io/socket.io.js")).status).toBe(400);
  },
  "an acknowledgement that is awaited without `timeout`": async () => {
    const answers: string[] = [];
    const server = open((io) => {
      io.on("connection", (socket) => {
        socket.on("ask me", () => socket.emit("question", (answer: string) => answers.push(answer)));
        socket.on("call", (answer: Answer) => answer());
      });
    });
    const client = await enter(server);
    const asked = next(client, "question");
    client.emit("ask me");
    const [answer] = (await asked) as [Answer];
    await server.sleep();
    answer("too late");
    await ask(client, "call");
    expect(answers).toEqual([]);
  },
};
