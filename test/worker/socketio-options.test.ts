/** Options that a server in a Durable Object does not support. */
import type { Server } from "socket.io";
import { expect, test } from "vitest";
import { resolveOptions } from "../../src/socketio/src/options.ts";
import { open } from "../support/fixtures/open-server.ts";

const resolve = (options: object) => resolveOptions(options, {} as DurableObjectState);

test.each(["adapter", "allowEIO3", "httpCompression", "perMessageDeflate", "wsEngine"])(
  "%s is rejected by its name, unless it is off",
  (name) => {
    expect(() => resolve({ [name]: true })).toThrow(`The Socket.IO option "${name}" is not available`);
    expect(resolve({ [name]: false, pingInterval: 5 }).pingInterval).toBe(5);
    expect(() => resolve({ [name]: undefined })).not.toThrow();
  },
);

test("a transport that does not exist here is rejected by its name", () => {
  expect(() => resolve({ transports: ["websocket", "webtransport"] })).toThrow(
    'The transport "webtransport" is not available in a Durable Object',
  );
  expect(resolve({ transports: ["websocket"] }).transports).toEqual(["websocket"]);
});

test.each<[name: string, call: (io: Server) => unknown]>([
  ["listen", (io) => io.listen(3000)],
  ["attach", (io) => io.attach(3000)],
  ["attachApp", (io) => io.attachApp({})],
  ["adapter", (io) => io.adapter(class {} as never)],
])("io.%s throws, and says why", async (name, call) => {
  const object = open((io, { log }) => {
    try {
      call(io);
    } catch (error) {
      log.notes.push(String(error));
    }
  });
  expect(await object.inside((server) => typeof server.io.adapter())).toBe("function");
  expect(object.log.notes).toEqual([
    expect.stringContaining(`TypeError: io.${name} is not available in a Durable Object`),
  ]);
});
