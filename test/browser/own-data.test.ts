/** A person downloads and erases their own data, while another person watches. */
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { uniqueRoom } from "../support/rooms.ts";
import { axeViolations } from "./support/axe.ts";
import { focusedElement } from "./support/message-focus.ts";
import { sharedServer as server } from "./support/shared-server.ts";
import { Visitor } from "./support/visitor.ts";

const WIDE = { viewport: { width: 1440, height: 900 } };

/** The texts of the messages that the browser still stores as unsent: it removes one some time after the room has it. */
const unsentTexts = ({ page }: Visitor): Promise<string[]> =>
  page.evaluate(
    () =>
      new Promise((resolve) => {
        const opening = indexedDB.open("socket-rocket");
        opening.onsuccess = () => {
          const reading = opening.result.transaction("outbox").objectStore("outbox").getAll();
          reading.onsuccess = () => {
            opening.result.close();
            resolve(reading.result.flatMap(({ text }: { text?: string }) => text ?? []));
          };
        };
      }),
  );

test("a person downloads their data and erases it, by keyboard; a room that fails is tried again, and others see it at once", async () => {
  const [own, shared] = [uniqueRoom("own"), uniqueRoom("shared")];
  const [bob, ada] = [await Visitor.create(WIDE), await Visitor.create(WIDE)];
  await bob.enter(`${server.url}/rooms/${shared}`);
  await bob.say("Welcome");
  await bob.untilStored("Welcome");
  for (const [room, text] of [
    [shared, "Ada was here"],
    [own, "Mine"],
  ] as const) {
    await ada.enter(`${server.url}/rooms/${room}`);
    await ada.say(text);
    await ada.untilStored(text);
  }
  await bob.line("Ada was here").waitFor();

  const { page } = ada;
  await expect.poll(() => unsentTexts(ada)).toEqual([]);
  const press = async (name: string) => {
    await page.getByRole("button", { name, exact: true }).focus();
    await page.keyboard.press("Enter");
  };
  await press("Devices");
  const dialog = page.getByRole("dialog", { name: "Devices" });
  const saved = page.waitForEvent("download");
  await press("Download my data");
  const file = JSON.parse(await readFile(await (await saved).path(), "utf8"));
  const texts = file.rooms.flatMap(({ messages }: { messages: { text: string }[] }) =>
    messages.map(({ text }) => text),
  );
  expect(texts.sort()).toEqual(["Ada was here", "Mine"]);
  expect(file).toMatchObject({ failed: [], unsent: [] });
  await dialog.getByText("Your data is downloaded.").waitFor();

  await press("Erase my data");
  await dialog.getByText("Erase all your data?").waitFor();
  // Enter cancels, and the focus is where it was.
  await page.keyboard.press("Enter");
  await expect.poll(() => focusedElement(ada)).toBe("Erase my data");
  await page.keyboard.press("Enter");
  await dialog.getByRole("checkbox", { name: "Leave these rooms without an owner" }).check();
  expect(await axeViolations(ada)).toEqual([]);

  const refused = { ok: false, error: { code: "forbidden", message: "No." } };
  await page.route(
    (url) => url.pathname.endsWith(`${shared}/data`),
    (route) => route.fulfill({ status: 403, json: refused }),
  );
  await press("Yes, erase everything");
  await dialog.getByText("You don't have permission to do this.").waitFor();
  await bob.line("Ada was here").waitFor();
  await page.unrouteAll();
  await press("Try these rooms again");
  await page.getByRole("heading", { name: "You're signed out" }).waitFor();
  await bob.line("Ada was here").waitFor({ state: "detached" });
  await bob.line("This message was deleted").waitFor();
  await bob.line("Welcome").waitFor();
  bob.expectNoErrors();
});
