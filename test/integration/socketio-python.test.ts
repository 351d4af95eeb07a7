/** A stock client of another language: python-socketio. */
import { execFile, execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { selectObject } from "../support/fixtures/control.ts";
import { type RunningServer, startServer } from "../support/server.ts";

const script = fileURLToPath(new URL("../support/fixtures/python_client.py", import.meta.url));

/** A Python that has python-socketio (Debian: python3-socketio, python3-requests, python3-websocket), if there is one. */
const python = ["python3", "/usr/bin/python3"].find((command) => {
  try {
    execFileSync(command, ["-c", "import socketio, requests, websocket"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
});

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
  ])("talks over %s in the namespace %s", async (transport, namespace) => {
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
