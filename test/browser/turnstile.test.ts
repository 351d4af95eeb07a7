/** The check of Turnstile on the page, for a first message and for a new room. Its script and its verifier are of this test. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { uniqueRoom } from "../support/rooms.ts";
import { startServer } from "../support/server.ts";
import { axeViolations, horizontalOverflow } from "./support/axe.ts";
import { chooseFromMessageMenu, dialogOf } from "./support/dialogs.ts";
import { Visitor } from "./support/visitor.ts";

/** Keys with the form of real ones. */
const SITE_KEY = "0x4AAAAAAAAAAAAAAAAAAAAA";
const SECRET = "0x4AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/** A widget with a button. Its first token is of no use. */
function widget(): void {
  let count = 0;
  Object.assign(window, {
    turnstile: {
      render(frame: HTMLElement, { action, callback }: { action: string; callback(token: string): void }) {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = "I am a person";
        button.onclick = () => {
          count += 1;
          callback(`${action}:${count === 1 ? "stale" : crypto.randomUUID()}`);
        };
        frame.replaceChildren(button);
        return "widget";
      },
      remove() {},
    },
  });
}

/** Verifies tokens of the widget, each once. @returns its address */
async function startVerifier(): Promise<string> {
  const used = new Set<string>();
  const server = createServer(async (request, response) => {
    const { secret, response: token = "" } = Object.fromEntries(new URLSearchParams(await text(request)));
    const success = secret === SECRET && !used.has(token) && !token.endsWith(":stale");
    used.add(token);
    const verdict = success
      ? { success, hostname: "127.0.0.1", action: token.split(":")[0] }
      : { success, "error-codes": ["timeout-or-duplicate"] };
    response.setHeader("Content-Type", "application/json");
    response.end(JSON.stringify(verdict));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

test("a person is checked before their first message and for a new room, and may try again", async () => {
  const vars = {
    TURNSTILE_SITE_KEY: SITE_KEY,
    TURNSTILE_SECRET_KEY: SECRET,
    TURNSTILE_VERIFY_URL: await startVerifier(),
  };
  const server = await startServer({ vars });
  const ada = await Visitor.create({ viewport: { width: 320, height: 640 } });
  const { context, page } = ada;
  let isBlocked = true;
  await context.route("https://challenges.cloudflare.com/**", (route) =>
    isBlocked ? route.abort() : route.fulfill({ contentType: "text/javascript", body: `(${widget})()` }),
  );

  const url = `${server.url}/rooms/${uniqueRoom("checked")}`;
  await ada.enter(url);
  await ada.composer.fill("Hello");
  await page.keyboard.press("Enter");
  await page.getByText("One check first").waitFor();
  await page.getByRole("button", { name: "Check now" }).click();
  // An ad blocker may keep it from loading.
  await page.getByText("Allow challenges.cloudflare.com").waitFor();
  isBlocked = false;
  await page.locator(".settings-part").getByRole("button", { name: "Try again" }).click();
  await page.getByRole("button", { name: "I am a person" }).click();
  await page.getByText("The check failed.").waitFor();
  expect(await axeViolations(ada)).toEqual([]);
  expect(await horizontalOverflow(ada)).toBe(0);
  await page.getByRole("button", { name: "Check now" }).click();
  await page.getByRole("button", { name: "I am a person" }).click();
  await ada.untilStored("Hello");
  await ada.say("Again");
  await ada.untilStored("Again");

  // So is a reader who reports, in the form.
  const bob = await Visitor.create();
  await bob.context.route("https://challenges.cloudflare.com/**", (route) =>
    route.fulfill({ contentType: "text/javascript", body: `(${widget})()` }),
  );
  await bob.enter(url);
  await bob.line("Again").hover();
  await chooseFromMessageMenu(bob.page, "Report");
  const form = dialogOf(bob);
  await form.getByLabel("What's wrong with it?").selectOption({ label: "Spam or advertising" });
  await form.getByRole("button", { name: "Report", exact: true }).click();
  await form.getByText("One check first").waitFor();
  for (const outcome of [
    () => form.getByText("The check failed.").waitFor(),
    () => bob.untilToast("Reported. Thank you."),
  ]) {
    await form.getByRole("button", { name: "Check now" }).click();
    await form.getByRole("button", { name: "I am a person" }).click();
    await outcome();
  }

  const next = uniqueRoom("checked");
  await page.goto(server.url);
  await page.getByRole("button", { name: "create a new room" }).click();
  await page.getByRole("dialog").getByRole("textbox", { name: "Name" }).fill(next);
  await page.getByRole("button", { name: "Create room" }).click();
  await page.getByText("One check before the room is created").waitFor();
  const refused = page.waitForResponse((answer) => answer.request().method() === "POST");
  await page.getByRole("button", { name: "I am a person" }).click();
  expect((await refused).status()).toBe(403);
  await page.getByText("The check failed.").waitFor();
  await page.getByText("One check before the room is created").waitFor();
  await page.getByRole("button", { name: "I am a person" }).click();
  await page.waitForURL(`${server.url}/rooms/${next}`);
  await ada.untilLive();
});
