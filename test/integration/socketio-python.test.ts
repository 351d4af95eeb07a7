/** A stock client of another language: python-socketio. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { selectObject } from "../support/fixtures/control.ts";
import { pythonWith } from "../support/python.ts";
import { type RunningServer, startServer } from "../support/server.ts";

const script = fileURLToPath(new URL("../support/fixtures/python_client.py", import.meta.url));

/** As Debian has them: python3-socketio, python3-requests, python3-websocket. */
const python = pythonWith("socketio", "requests", "websocket");

describe.skipIf(python === undefined)("python-socketio", () => {
  let server: RunningServer;

  beforeAll(async () => {
    server = await startServer({ worker: "socketio" });
  });
  afterAll(() => server.stop());

  test.each([
    ["websocket", "/"],
    ["polling", "/"],
    ["websocket", "/other"],
  ])("connects and chats over %s in the namespace %s", async (transport, namespace) => {
    await selectObject(server.url, "STANDARD", `python ${transport} ${namespace}`);
    const { stdout } = await promisify(execFile)(python as string, [
      script,
      server.url,
      transport,
      namespace,
    ]);
    expect(JSON.parse(stdout)).toEqual({
      welcome: namespace,
      transport,
      echo: { text: "✓", list: [1, null] },
      repeated: [[1], ["two"], ["0102ff"]],
      answer: { unordered: [1, "says python"] },
    });
  });
});
