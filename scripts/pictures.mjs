/**
 * Takes the pictures of the README from a running server: `node scripts/pictures.mjs [http://localhost:8787]`.
 *
 * People come in through the stock Socket.IO client and talk, and a browser looks at them, so that what is shown is
 * what was built.
 */
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { io } from "socket.io-client";
import { launchChromium } from "../test/support/chromium.ts";

const url = process.argv[2] ?? "http://localhost:8787";
const folder = fileURLToPath(new URL("../docs/pictures", import.meta.url));
const room = "harbour";
const elsewhere = ["café-crème", "general", "quiet-comet-x7k2m9qh4tbw"];

const conversation = [
  ["Ada", "Morning. Did the failover test run overnight?"],
  ["Grace", "It did. Three restarts, no message lost, and the slowest reconnect took 1.8 seconds."],
  ["Grace", "The report is at https://example.org/reports/failover?run=4711#summary"],
  [
    "Alan",
    "Good. What happens when somebody is in a tunnel for ten minutes and types five messages meanwhile? I would " +
      "expect them to arrive in order and once each, and the page to say that they wait.",
  ],
  ["Ada", "They wait in the outbox, and the header says how many."],
  [
    "Ada",
    "Each one carries a nonce:\n  1. send\n  2. lose the acknowledgement\n  3. send again\n  4. get the message stored the first time",
  ],
  ["Radia", "Tried it on the train. Worked.", 4],
  ["Alan", "<b>And markup?</b> <img src=x onerror=alert(1)>"],
  ["Grace", "Text is text. Nice try."],
];
const ours = ["I will bring the slides at ten.", "And the good coffee."];

/** Other rooms for the front page. */
const others = [
  ["general", "Everything that has no room of its own"],
  ["café-crème", "Where the good coffee is"],
  ["rocketry", "Engines, nozzles, telemetry"],
];

const enter = (name, where = room) => {
  const socket = io(url, {
    path: `/rooms/${encodeURIComponent(where)}/socket.io/`,
    auth: { name },
    forceNew: true,
  });
  return new Promise((resolve) => socket.once("welcome", () => resolve(socket)));
};

await mkdir(folder, { recursive: true });
const people = new Map();
for (const name of ["Ada", "Grace", "Alan", "Radia"]) people.set(name, await enter(name));
const { messages } = await (await fetch(`${url}/api/rooms/${room}/messages`)).json();
if (messages.length === 0) {
  for (const [name, text, replyTo] of conversation) {
    const message = { nonce: crypto.randomUUID(), text, ...(replyTo && { replyTo }) };
    await people.get(name).emitWithAck("message:send", message);
  }
  await people.get("Ada").emitWithAck("room:update", { topic: "Failover drills, every Tuesday at ten" });
}
for (const [where, topic] of others) {
  const owner = await enter("Ada", where);
  await owner.emitWithAck("message:send", { nonce: "first", text: "Welcome aboard." });
  await owner.emitWithAck("room:update", { topic });
  people.set(where, owner);
}

const browser = await launchChromium({
  viewport: { width: 1280, height: 800 },
  deviceScaleFactor: 2,
  locale: "en-GB",
});
const page = browser.context.pages()[0] ?? (await browser.context.newPage());
const untilLive = () => page.locator('.connection[data-state="live"]').waitFor();
const composer = page.getByRole("textbox", { name: /^Message / });

for (const name of [...elsewhere, room]) {
  await page.goto(`${url}/rooms/${encodeURIComponent(name)}`);
  await untilLive();
}
if (messages.length === 0) {
  for (const text of ours) {
    await composer.fill(text);
    await composer.press("Enter");
    await page.locator(".line:not([data-state])", { hasText: text }).waitFor();
  }
  const text = "Then we are complete.";
  await people.get("Grace").emitWithAck("message:send", { nonce: crypto.randomUUID(), text });
  await page.locator(".line", { hasText: text }).waitFor();
}

const take = async (name, { path, width, height, colorScheme, wire = false }) => {
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
  await page.goto(url + path);
  if (path !== "/") {
    await untilLive();
    people.get("Radia").emit("typing", { active: true });
    await page.locator(".typing", { hasText: "Radia" }).waitFor();
  } else await page.getByRole("navigation", { name: "Public rooms" }).waitFor();
  if (wire) await showWire();
  await page.screenshot({ path: `${folder}/${name}.png` });
};

/** Opens the wire view and lets a few frames pass. */
const showWire = async () => {
  await page.getByRole("button", { name: "On the wire" }).click();
  const view = page.getByRole("complementary", { name: "On the wire" });
  await view.getByRole("tab", { name: "Frames" }).click();
  for (const on of [true, false]) {
    await people.get("Ada").emitWithAck("reaction:set", { seq: 1, emoji: "👍", on });
    await composer.fill(on ? "And" : "");
    await page.waitForTimeout(300);
  }
  await view.locator(".wire-frames summary", { hasText: "changes" }).first().click();
};

for (const colorScheme of ["light", "dark"]) {
  await take(`room-${colorScheme}`, { path: `/rooms/${room}`, width: 1280, height: 800, colorScheme });
  await take(`wire-${colorScheme}`, {
    path: `/rooms/${room}`,
    width: 1280,
    height: 800,
    colorScheme,
    wire: true,
  });
  await take(`phone-${colorScheme}`, { path: `/rooms/${room}`, width: 360, height: 740, colorScheme });
  await take(`landing-${colorScheme}`, { path: "/", width: 1280, height: 800, colorScheme });
}
await browser.close();
for (const socket of people.values()) socket.disconnect();
