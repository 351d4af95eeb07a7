/** One server for the tests of a file that want nothing of their own from it but a room: to start one takes seconds. */
import { afterAll } from "vitest";
import { type RunningServer, startServer } from "../support/server.ts";

let server: Promise<RunningServer> | undefined;
afterAll(async () => {
  await (await server)?.stop();
});

export function sharedServer(): Promise<RunningServer> {
  server ??= startServer({ outlivesTest: true });
  return server;
}
