/** The page uses the limits of its deployment. */
import { expect, test } from "vitest";
import { connectClient } from "../support/clients.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { startServer } from "../support/server.ts";
import { fillRoom } from "./support/fill-room.ts";
import { scrollTo } from "./support/scrolling.ts";
import { Visitor } from "./support/visitor.ts";

test("limits below and above the defaults reach the page and are applied everywhere", async () => {
  const limited = uniqueRoom("limited");
  const server = await startServer({
    vars: {
      LIMIT_HISTORY_PAGE: "30",
      LIMIT_DIRECTORY_PAGE: "5",
      LIMIT_DIRECTORY_MS: "1",
      LIMIT_TEXT_LENGTH: "8000",
      LIMIT_NAME_LENGTH: "60",
      LIMIT_FILE_BYTES: "2000",
      LIMIT_EVENT_BURST: "1000",
      LIMIT_PERSON_EVENT_BURST: "1000",
      LIMIT_EVENTS_PER_SECOND: "1000",
    },
  });
  const rooms = Array.from({ length: 8 }, (_, index) => uniqueRoom(`listed-${index}`));
  await Promise.all(
    rooms.map(async (room) => {
      const socket = await connectClient(server.url, { path: `/rooms/${room}/socket.io/` });
      await socket.timeout(60_000).emitWithAck("message:send", { nonce: "first", text: "Welcome" });
    }),
  );
  await fillRoom(
    server,
    limited,
    Array.from({ length: 100 }, (_, index) => `Note ${index + 1}.`),
  );

  const ada = await Visitor.create();
  const { page } = ada;
  await page.goto(server.url);
  const listed = page.getByRole("navigation", { name: "Public rooms" }).getByRole("link");
  await expect.poll(() => listed.count()).toBe(5);
  await page.getByRole("button", { name: /more/i }).click();
  await expect.poll(() => listed.count()).toBeGreaterThan(5);

  await ada.enter(`${server.url}/rooms/${limited}`);
  await ada.line("Note 100.").waitFor();
  await scrollTo(ada, -900, "Note 1.");

  const long = `Long ${"x".repeat(7_000)} end`;
  await ada.write(long);
  await ada.untilStored("Long x");
  await page.getByRole("button", { name: "Change your name" }).click();
  const name = page.getByRole("textbox", { name: "Your name" });
  await expect.poll(() => name.getAttribute("maxlength")).toBe("60");
  await page.keyboard.press("Escape");
  await page.locator('input[type="file"]').setInputFiles({
    name: "large.txt",
    mimeType: "text/plain",
    buffer: Buffer.from("x".repeat(3_000)),
  });
  await page.getByText(/Not uploaded\. Files can be at most 2(?:\.0)? kB/).waitFor();
  ada.expectNoErrors();
});
