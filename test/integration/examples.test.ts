/** The projects in `examples`, each copied out of the repository and run as its README says. */
import { execFile } from "node:child_process";
import { cp, readFile, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { promisify } from "node:util";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { decodeStroke, encodeStroke, splitStrokes } from "../../examples/whiteboard/src/stroke.ts";
import { repository } from "../support/build.ts";
import { launchGuestChromium } from "../support/chromium.ts";
import { type Collected, collect, connectClient, connected, createClient, once } from "../support/clients.ts";
import { installPackages, packageProject } from "../support/package-project.ts";
import { wrangler, wranglerDev } from "../support/wrangler-dev.ts";

const run = promisify(execFile);

let browser: Browser;
beforeAll(async () => {
  browser = await launchGuestChromium();
});
afterAll(() => browser?.close());

/** A page of the browser, which reports its errors. */
async function openPage(url: string): Promise<Page> {
  const page = await browser.newPage();
  page.setDefaultTimeout(60_000);
  const errors: string[] = [];
  page.on("pageerror", ({ message }) => errors.push(message));
  onTestFinished(async () => {
    await page.close();
    expect(errors).toEqual([]);
  });
  await page.goto(url);
  return page;
}

/** Copies an example, installs what its package.json names, checks its types, and serves it. Returns its address. */
async function serveExample(name: string, secrets = ""): Promise<string> {
  const { folder: base, packed } = await packageProject();
  const folder = `${base}-${name}`;
  const source = join(repository, "examples", name);
  const ignored = (await readFile(join(source, ".gitignore"), "utf8")).trim().split(/\/?\n/);
  await cp(source, folder, { recursive: true, filter: (file) => !ignored.includes(relative(source, file)) });
  if (secrets !== "") await writeFile(join(folder, ".dev.vars"), secrets);
  await installPackages(folder, packed);
  await wrangler(folder, "types");
  const { scripts } = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as {
    scripts: { check: string };
  };
  for (const command of scripts.check.split(" && ").slice(1)) {
    const [, ...args] = command.split(" ");
    await run(process.execPath, ["node_modules/typescript/bin/tsc", ...args], { cwd: folder });
  }
  return (await wranglerDev(folder)).url;
}

describe("the example", () => {
  test("chat stores each message once, and a new client gets what it has not", async () => {
    const url = await serveExample("chat");
    const page = await openPage(url);
    await page.getByText("connected", { exact: true }).waitFor();
    const [ada, bob] = [await connectClient(url), await connectClient(url)];
    /** What a client got, without the offsets of connection state recovery. */
    const messagesOf = async (messages: Collected, count: number) =>
      (await messages.until(count)).map(([, content, id]) => [content, id]);
    const received = collect(bob, "chat message");
    await ada.emitWithAck("chat message", "hello", "ada-1");
    // As a client does that got no acknowledgement.
    await ada.emitWithAck("chat message", "hello", "ada-1");
    await ada.emitWithAck("chat message", "again", "ada-2");
    expect(await messagesOf(received, 2)).toEqual([
      ["hello", 1],
      ["again", 2],
    ]);
    await page.getByText("again").waitFor();

    await page.getByRole("textbox").fill("from a browser");
    await page.getByRole("button", { name: "Send" }).click();
    expect((await messagesOf(received, 3))[2]).toEqual(["from a browser", 3]);

    const late = createClient(url, { auth: { serverOffset: 1 } });
    const missed = collect(late, "chat message");
    await connected(late);
    expect(await messagesOf(missed, 2)).toEqual([
      ["again", 2],
      ["from a browser", 3],
    ]);
  });

  test("poll lets users with a token vote, and shows the votes to those who look", async () => {
    const url = await serveExample("poll", "JWT_SECRET = 0123456789abcdef0123456789abcdef");
    const signIn = async (name: string) =>
      (await fetch(`${url}/login`, { method: "POST", body: name })).text();
    const enter = async (name: string) => connectClient(url, { auth: { token: await signIn(name) } });
    await expect(connectClient(url, { auth: { token: "forged" } })).rejects.toThrow("sign in first");
    const [ada, bob, eve] = [await enter("Ada"), await enter("Bob"), await enter("Eve")];
    expect(
      await ada.emitWithAck("poll:create", { question: "Which day?", options: ["Monday"] }),
    ).toMatchObject({
      ok: false,
    });
    const question = { question: "Which day?", options: ["Monday", "Tuesday"] };
    const { id } = await ada.emitWithAck("poll:create", question);
    for (const user of [ada, bob])
      expect(await user.emitWithAck("poll:open", id)).toEqual({
        ok: true,
        poll: { id, ...question, votes: [0, 0] },
      });
    const seen = collect(ada, "poll:votes");
    const unseen = collect(eve, "poll:votes");
    expect(await bob.emitWithAck("poll:vote", id, 1)).toEqual({ ok: true });
    expect(await eve.emitWithAck("poll:vote", id, 2)).toMatchObject({ ok: false });
    expect(await bob.emitWithAck("poll:vote", id, 0)).toEqual({ ok: true });
    expect(await seen.until(2)).toEqual([
      ["poll:votes", id, [0, 1]],
      ["poll:votes", id, [1, 0]],
    ]);

    const page = await openPage(`${url}/?poll=${id}`);
    await page.getByLabel("Your name").fill("Carol");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("button", { name: "Monday" }).click();
    await page.getByText("2 votes.").waitFor();
    expect((await seen.until(3))[2]).toEqual(["poll:votes", id, [2, 0]]);
    // Eve has voted but does not look at the poll.
    await eve.emitWithAck("poll:create", question);
    expect(unseen.events).toEqual([]);
  });

  test("whiteboard shows a line while it is drawn, and stores it", async () => {
    const url = await serveExample("whiteboard");
    const path = "/boards/test/socket.io";
    const ada = await connectClient(url, { path });
    const page = await openPage(`${url}/test`);
    await page.getByText("2 people").waitFor();

    const drawn = once<[string, Buffer]>(ada, "stroke:add");
    const preview = once<[string, Buffer]>(ada, "stroke:preview");
    const { x, y, width, height } = (await page.locator("#strokes").boundingBox()) ?? expect.fail("no board");
    await page.getByLabel("blue").check();
    await page.mouse.move(x + width / 4, y + height / 4);
    await page.mouse.down();
    await page.mouse.move(x + width / 2, y + height / 2, { steps: 10 });
    await page.mouse.up();
    const stroke = decodeStroke((await drawn)[1]);
    expect(stroke).toMatchObject({ color: 4, width: 4 });
    expect(stroke.points.length).toBeGreaterThan(5);
    expect(decodeStroke((await preview)[1]).color).toBe(4);

    const own = encodeStroke({ color: 1, width: 9, points: [{ x: 65_535, y: 0 }] });
    await ada.emitWithAck("stroke:add", own);
    ada.emit("stroke:add", new Uint8Array([9, 9, 9]), () => {});
    const bob = createClient(url, { path });
    const [strokes] = await once<[Buffer]>(bob, "board:strokes");
    expect(splitStrokes(strokes).map(decodeStroke)).toEqual([stroke, decodeStroke(own)]);

    const cleared = once(bob, "board:clear");
    const people = collect(ada, "board:people");
    await page.getByRole("button", { name: "Clear" }).click();
    await cleared;
    bob.disconnect();
    await expect.poll(() => people.events.at(-1)).toEqual(["board:people", 2]);
    const carol = createClient(url, { path });
    expect(splitStrokes((await once<[Buffer]>(carol, "board:strokes"))[0])).toEqual([]);
  });
});
