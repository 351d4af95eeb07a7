/** People of another site on a real server: by a secret as docs/identity.md says, by a key set, and without variables. */
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import type { ConnectionIdentity, Welcome } from "../../src/shared/contract/index.ts";
import { repository } from "../support/build.ts";
import { connectClient, createClient, once } from "../support/clients.ts";
import { codeBlocks } from "../support/documents.ts";
import { tokenOf } from "../support/identity.ts";
import { startIssuer } from "../support/issuer.ts";
import { uniqueRoom, uniqueWord } from "../support/rooms.ts";
import { startServer } from "../support/server.ts";

interface Place {
  url: string;
  room: string;
}

/** The welcome of a client with a token. */
async function enter({ url, room }: Place, jwt: string) {
  const socket = createClient(url, { path: `/rooms/${room}/socket.io/`, auth: { jwt } });
  const [welcome] = await once<[Welcome]>(socket, "welcome");
  return { socket, you: welcome.you };
}

/** The error of a client that is rejected. */
async function rejected({ url, room }: Place, jwt: string) {
  const error = await connectClient(url, { path: `/rooms/${room}/socket.io/`, auth: { jwt } }).catch(
    (reason: Error & { data?: object }) => reason,
  );
  return { message: (error as Error).message, ...(error as { data?: object }).data };
}

/** The block of code in docs/identity.md that contains `word`. */
async function recipe(word: string): Promise<string> {
  const blocks = codeBlocks(await readFile(join(repository, "docs/identity.md"), "utf8"));
  const found = blocks.filter(({ language, code }) => language === "js" && code.includes(word));
  expect(found).toHaveLength(1);
  return found[0]?.code ?? "";
}

test("the six lines of docs/identity.md sign tokens that the server accepts, and renew them", async () => {
  const secret = `a secret of both sides: ${uniqueWord()}`;
  const server = await startServer({ vars: { IDENTITY_SECRET: secret } });
  const place = { url: server.url, room: uniqueRoom("recipe") };
  const code = await recipe("SignJWT");
  expect(code.trim().split("\n").length).toBeLessThanOrEqual(6);
  // In the repository, where it finds `jose`.
  const file = join(repository, `node_modules/.recipe-${uniqueWord()}.mjs`);
  await writeFile(file, code.replace("process.env.IDENTITY_SECRET", JSON.stringify(secret)));
  onTestFinished(() => rm(file));
  const { chatToken } = (await import(pathToFileURL(file).href)) as {
    chatToken(user: { id: string; name: string }): Promise<string>;
  };
  const fetchToken = () => chatToken({ id: "42", name: "Ada" });
  const { socket, you } = await enter(place, await fetchToken());
  expect(you).toMatchObject({ name: "Ada", identity: { fixedName: true } });

  const renewed = Promise.withResolvers<ConnectionIdentity>();
  const emitWithAck = socket.emitWithAck.bind(socket);
  const page = {
    on: (_: string, welcomed: (welcome: object) => void) =>
      // A token that ends in a minute, so that the recipe renews it at once.
      welcomed({ you: { identity: { expires: Date.now() + 60_000 } } }),
    emitWithAck: async (event: string, payload: object) => {
      const answer = await emitWithAck(event, payload);
      renewed.resolve(answer.identity);
      // Far away: no second time.
      return { identity: { expires: Date.now() + 2_000_000_000 } };
    },
  };
  const timers: NodeJS.Timeout[] = [];
  const later = (task: () => void, ms: number) => timers.push(setTimeout(task, ms));
  new Function("socket", "fetchToken", "setTimeout", await recipe("auth:renew"))(page, fetchToken, later);
  expect((await renewed.promise).expires).toBeGreaterThan(Date.now() + 3_000_000);
  for (const timer of timers) clearTimeout(timer);
});

test("a server with a key set accepts the issuer's tokens, and no others", async () => {
  const issuer = await startIssuer("ES256");
  const server = await startServer({ vars: { ...issuer.variables } });
  const place = { url: server.url, room: uniqueRoom("key-set") };
  const [ada, again] = await Promise.all([
    enter(place, await issuer.sign("ada", { name: "Ada" })),
    enter(place, await issuer.sign("ada", { name: "Ada" })),
  ]);
  expect(again.you.id).toBe(ada.you.id);
  expect(await ada.socket.emitWithAck("message:send", { nonce: "1", text: "hello" })).toMatchObject({
    ok: true,
  });
  const before = issuer.requests;
  const other = await startIssuer("ES256");
  expect(await rejected(place, await other.sign("ada"))).toMatchObject({ code: "unauthorized" });
  expect(await rejected(place, await tokenOf("ada"))).toMatchObject({ code: "unauthorized" });
  expect(await rejected(place, await issuer.sign("ada", {}, { kid: "unknown" }))).toMatchObject({
    code: "unauthorized",
    message: expect.stringContaining("no key"),
  });
  expect(issuer.requests).toBe(before);
  const posted = await fetch(`${server.url}/api/rooms/${place.room}/messages`, {
    method: "POST",
    headers: { Authorization: `Bearer ${await issuer.sign("ada")}`, "Content-Type": "application/json" },
    body: JSON.stringify({ text: "by HTTP" }),
  });
  expect(await posted.json()).toMatchObject({ ok: true, message: { from: { id: ada.you.id } } });
});

test("an issuer that is down is an error of the server, and its tokens are accepted when it is back", async () => {
  const issuer = await startIssuer();
  const server = await startServer({ vars: { ...issuer.variables } });
  const place = { url: server.url, room: uniqueRoom("issuer-down") };
  issuer.answer = { status: 503 };
  expect(await rejected(place, await issuer.sign("ada"))).toMatchObject({
    code: "internal",
    retryAfter: 5_000,
  });
  issuer.answer = undefined;
  const jwt = await issuer.sign("ada");
  await expect
    .poll(async () => (await rejected(place, jwt)).message, { timeout: 60_000, interval: 1_000 })
    .toBeUndefined();
});

test("a server without an issuer says so, and is otherwise the same", async () => {
  const server = await startServer();
  const place = { url: server.url, room: uniqueRoom("no-issuer") };
  expect(await rejected(place, await tokenOf("ada"))).toMatchObject({
    code: "unauthorized",
    message: expect.stringContaining("IDENTITY_SECRET"),
  });
  const answer = await fetch(`${server.url}/api/rooms/${place.room}/messages`, {
    headers: { Authorization: `Bearer ${await tokenOf("ada")}` },
  });
  expect(answer.status).toBe(401);
  await connectClient(server.url, { path: `/rooms/${place.room}/socket.io/` });
});
