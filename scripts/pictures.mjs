/**
 * Takes the pictures of the README from the running product: `npm run pictures`, or `npm run pictures -- <address>` to use
 * a server that is already running.
 *
 * Clients join with the stock Socket.IO client and send messages; a browser takes screenshots of the real page.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as after } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { io } from "socket.io-client";
import { launchChromium } from "../test/support/chromium.ts";
import { freePort } from "../test/support/free-port.ts";
import { readCommandLine, wrongArgument } from "./command-line.ts";

const {
  positionals: [address],
} = readCommandLine({
  usage: `npm run pictures -- [address]

Takes the pictures of the README into docs/pictures, from a server of its own, or from the one at the address given.`,
  positionals: 1,
});
if (address !== undefined && !/^https?:$/.test(URL.parse(address)?.protocol ?? ""))
  wrongArgument(`'${address}' is not the address of a server`);

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = join(root, "docs/pictures");
const room = "harbour";
const visitedRooms = ["café-crème", "general", "rocketry"];

/** The messages; `answers` is the number of the message that this one replies to, from 1. */
const conversation = [
  { from: "Ada", text: "Morning. Did the failover test run **overnight**?" },
  {
    from: "Alan",
    text: "And what happens when someone is in a tunnel for ten minutes and types five messages meanwhile?",
  },
  {
    from: "Ada",
    text: 'They wait in the outbox. Each carries a nonce:\n```ts\nawait socket.emitWithAck("message:send", { nonce, text });\n```',
  },
  { from: "Radia", text: "Tried it on the train. All five arrived, once and in order.", answers: 2 },
  {
    from: "Grace",
    text: "Three restarts overnight, no message lost. Slowest reconnect, by run:",
    picture: "reconnects.png",
  },
];
const reactions = [
  { seq: 4, emoji: "👍", from: ["Ada", "Alan"] },
  { seq: 5, emoji: "🎉", from: ["Ada", "Alan", "Radia"] },
  { seq: 5, emoji: "🚀", from: ["Ada"] },
];
const ownMessages = ["I will bring the slides at ten, and the good coffee."];

/** Other rooms for the front page. */
const otherRooms = [
  ["general", "Everything that has no room of its own"],
  ["café-crème", "Where the good coffee is"],
  ["rocketry", "Engines, nozzles, telemetry"],
];

/** A chart that a person attaches. */
const chart = `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="260" viewBox="0 0 640 260">
  <rect width="640" height="260" fill="#fbf7f0"/>
  ${[1.1, 1.4, 0.9, 1.8, 1.2, 1.0, 1.5, 1.3]
    .map((seconds, run) => {
      const height = seconds * 110;
      return `<rect x="${40 + run * 72}" y="${225 - height}" width="44" height="${height}" rx="4" fill="#c2410c"/>
  <text x="${62 + run * 72}" y="${217 - height}" text-anchor="middle" font-family="sans-serif" font-size="15" fill="#57534e">${seconds.toFixed(1)} s</text>`;
    })
    .join("\n")}
  <path d="M24 226H616" stroke="#78716c" stroke-width="2"/>
</svg>`;

/** Starts an empty server on a free port; `stop` also deletes its state. */
async function startServer() {
  const port = await freePort();
  const state = await mkdtemp(join(tmpdir(), "socket-rocket-pictures-"));
  const child = spawn(
    process.execPath,
    [
      join(root, "scripts/wrangler.mjs"),
      "dev",
      ...["--ip", "127.0.0.1", "--port", String(port), "--inspector-port", String(await freePort())],
      ...["--persist-to", state, "--show-interactive-dev-session=false", "--live-reload=false"],
    ],
    { cwd: root, detached: true, stdio: ["ignore", "ignore", "inherit"] },
  );
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    if (child.exitCode === null) {
      const gone = once(child, "exit");
      process.kill(-child.pid, "SIGTERM");
      await gone;
    }
    await rm(state, { recursive: true, force: true, maxRetries: 5 });
  };
  for (let left = 300; left > 0 && child.exitCode === null; left -= 1) {
    const answer = await fetch(`${url}/api/health`).catch(() => undefined);
    if (answer?.ok) return { url, stop };
    await after(200);
  }
  await stop();
  throw new Error("the server did not start");
}

async function takePictures(url) {
  const joinRoom = (name, where = room) => {
    const socket = io(url, {
      path: `/rooms/${encodeURIComponent(where)}/socket.io/`,
      auth: { name },
      forceNew: true,
    });
    return new Promise((resolve) =>
      socket.once("welcome", ({ you }) => resolve(Object.assign(socket, { token: you.token }))),
    );
  };
  const request = async (socket, event, payload) => {
    const answer = await socket.emitWithAck(event, payload);
    if (!answer.ok) throw new Error(`${event} was rejected: ${answer.error.message}`);
    return answer;
  };
  const send = (socket, message) =>
    request(socket, "message:send", { nonce: crypto.randomUUID(), ...message });

  const browser = await launchChromium({
    viewport: { width: 1280, height: 800 },
    deviceScaleFactor: 2,
    locale: "en-GB",
  });
  const page = browser.context.pages()[0] ?? (await browser.context.newPage());
  const waitUntilLive = () => page.locator('.connection[data-state="live"]').waitFor();
  const composer = page.getByRole("textbox", { name: /^Message / });

  const upload = async ({ token }, name) => {
    await page.setContent(chart);
    const picture = await page.locator("svg").screenshot();
    const answer = await fetch(`${url}/api/rooms/${room}/files?name=${name}`, {
      method: "POST",
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "image/png" },
      body: picture,
    });
    const { file } = await answer.json();
    return file.id;
  };

  const people = new Map();
  for (const name of ["Ada", "Grace", "Alan", "Radia"]) people.set(name, await joinRoom(name));
  for (const { from, text, answers, picture } of conversation) {
    const socket = people.get(from);
    const attachments = picture && [await upload(socket, picture)];
    await send(socket, { text, ...(answers && { replyTo: answers }), ...(attachments && { attachments }) });
  }
  for (const { seq, emoji, from } of reactions)
    for (const name of from) await request(people.get(name), "reaction:set", { seq, emoji, on: true });
  await request(people.get("Ada"), "room:update", { topic: "Failover drills, every Tuesday at ten" });
  for (const [where, topic] of otherRooms) {
    const owner = await joinRoom("Ada", where);
    await send(owner, { text: "Welcome aboard." });
    await request(owner, "room:update", { topic });
    people.set(where, owner);
  }

  for (const name of [...visitedRooms, room]) {
    await page.goto(`${url}/rooms/${encodeURIComponent(name)}`);
    await waitUntilLive();
  }
  await page.getByRole("button", { name: "Change your name" }).click();
  await page.getByRole("textbox", { name: "Your name" }).fill("Margaret Hamilton");
  await page.keyboard.press("Enter");
  for (const text of ownMessages) {
    await composer.fill(text);
    await composer.press("Enter");
    await page.locator(".line:not([data-state])", { hasText: text }).waitFor();
  }
  await send(people.get("Grace"), { text: "Then we are complete, @Margaret Hamilton." });

  /** Opens the network inspector and sends a few frames. */
  const showInspector = async () => {
    await page.keyboard.press("Control+Shift+Y");
    const view = page.getByRole("complementary", { name: "Network inspector" });
    await view.getByRole("tab", { name: "Frames" }).click();
    for (const on of [true, false]) {
      await request(people.get("Ada"), "reaction:set", { seq: 1, emoji: "👍", on });
      await composer.fill(on ? "And" : "");
      await page.waitForTimeout(300);
    }
    await view.locator(".inspector-frames summary", { hasText: "changes" }).first().click();
  };

  const take = async (name, { path, width, height, colorScheme, inspector = false }) => {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.goto(url + path);
    if (path === "/") await page.getByRole("navigation", { name: "Public rooms" }).waitFor();
    else {
      await waitUntilLive();
      await page.locator(".line", { hasText: "Then we are complete" }).waitFor();
      await page.locator(".code span, pre").first().waitFor();
      people.get("Radia").emit("typing", { active: true });
      await page.locator(".typing", { hasText: "Radia" }).waitFor();
      await page.waitForFunction(() => [...document.images].every(({ complete }) => complete));
    }
    if (inspector) await showInspector();
    await page.screenshot({ path: `${folder}/${name}.png` });
  };

  const path = `/rooms/${room}`;
  for (const colorScheme of ["light", "dark"]) {
    await take(`room-${colorScheme}`, { path, width: 1280, height: 800, colorScheme });
    await take(`inspector-${colorScheme}`, { path, width: 1280, height: 800, colorScheme, inspector: true });
    await take(`phone-${colorScheme}`, { path, width: 360, height: 740, colorScheme });
    await take(`landing-${colorScheme}`, { path: "/", width: 1280, height: 800, colorScheme });
  }
  await browser.close();
  for (const socket of people.values()) socket.disconnect();
}

await mkdir(folder, { recursive: true });
const server = address === undefined ? await startServer() : { url: address, stop: async () => {} };
try {
  await takePictures(server.url);
} finally {
  await server.stop();
}
