/** `ERROR_WEBHOOK` with a real receiver: what it gets, and that a bad receiver harms no one. */
import { readdir, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import type { Welcome } from "../../src/shared/contract/index.ts";
import { createClient, once } from "../support/clients.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { startServer } from "../support/server.ts";

interface Posted {
  request: IncomingMessage;
  body: string;
}

type Answer = (response: ServerResponse) => void;

/** How the receiver answers, in turn. Then it succeeds. */
const ANSWERS: readonly Answer[] = [
  (response) => response.end("thanks"),
  (response) => response.writeHead(500).end("hunter2"),
  // Never.
  () => {},
  (response) => response.destroy(),
  (response) => response.writeHead(302, { Location: "/elsewhere" }).end(),
];

async function startReceiver() {
  const posted: Posted[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request).catch(() => "");
    posted.push({ request, body });
    (ANSWERS[posted.length - 1] ?? ((last) => last.end()))(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { posted, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?key=hunter3` };
}

test("errors of a damaged room are posted, five at most at once, whatever the receiver does", async () => {
  const { posted, url } = await startReceiver();
  const server = await startServer({ vars: { ERROR_WEBHOOK: url } });
  const damaged = uniqueRoom("damaged");
  const connect = async (room: string) => {
    const socket = createClient(server.url, {
      path: `/rooms/${room}/socket.io/`,
      auth: { name: "Hush Ada" },
    });
    const [{ you }] = await once<[Welcome]>(socket, "welcome");
    return { socket, token: you.token as string };
  };
  const { socket, token } = await connect(damaged);
  await socket.emitWithAck("message:send", { nonce: "secret", text: "hush secret text" });
  socket.disconnect();

  // The disk has lost the databases of all rooms.
  await server.kill();
  const folder = join(server.persistTo, "v3/do");
  const files = (await readdir(folder, { recursive: true })).filter((file) =>
    /ChatRoom.*[0-9a-f]{64}\.sqlite/.test(file),
  );
  expect(files).not.toEqual([]);
  for (const file of files) await writeFile(join(folder, file), "hush garbage ".repeat(1_000));
  await server.restart();

  const read = () =>
    fetch(`${server.url}/api/rooms/${damaged}/messages`, { headers: { Authorization: `Bearer ${token}` } });
  for (let errors = 0; errors < 12; errors++) {
    const response = await read();
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({ ok: false, error: { code: "internal" } });
  }
  await expect.poll(() => posted.length).toBe(5);

  // Other rooms work meanwhile.
  const healthy = await connect(uniqueRoom("healthy"));
  expect(await healthy.socket.emitWithAck("message:send", { nonce: "n", text: "hush" })).toMatchObject({
    ok: true,
  });
  expect((await fetch(`${server.url}/api/ready`)).status).toBe(200);
  // On a busy machine the good answer may come too late, too.
  await expect
    .poll(() => server.output().match(/error-webhook\.failed/g)?.length)
    .toBeGreaterThanOrEqual(ANSWERS.length - 1);
  expect(posted).toHaveLength(5);
  for (const { request, body } of posted) {
    expect([request.method, request.url]).toEqual(["POST", "/hook?key=hunter3"]);
    expect(request.headers["content-type"]).toBe("application/json");
    expect(request.headers.authorization).toBeUndefined();
    expect(request.headers.cookie).toBeUndefined();
    const report = JSON.parse(body) as Record<string, unknown>;
    expect(report).toMatchObject({
      event: expect.stringMatching(/^[a-z.-]+$/),
      error: expect.stringMatching(/^\w+$/),
      text: `${report.event}: ${report.error}`,
      skipped: expect.any(Number),
    });
    for (const secret of [/hush/i, damaged, token]) expect(body).not.toMatch(secret);
  }
  // The receiver's address, and what it answers, are in no log.
  expect(server.output()).not.toMatch(/hunter/);
});
