/** The view of what really travels, compared with what the browser itself says has travelled. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { frameOverhead } from "../../src/web/wire/overhead.ts";
import { type RunningServer, startServer } from "../support/server.ts";
import { Visitor } from "./visitor.ts";

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

test("a frame's header grows with its payload as RFC 6455 has it, and the page's own are masked", () => {
  expect([0, 125, 126, 65_535, 65_536].map((size) => frameOverhead(size, false))).toEqual([2, 2, 4, 4, 10]);
  expect([0, 125, 126, 65_535, 65_536].map((size) => frameOverhead(size, true))).toEqual([6, 6, 8, 8, 14]);
});

test("every frame of the connection is in the view, with its size, while one writes beside it", async () => {
  const ada = await Visitor.arrive({ viewport: { width: 1440, height: 900 } });
  const seen: { direction: string; size: number }[] = [];
  ada.page.on("websocket", (socket) => {
    const note = (direction: string) => (frame: { payload: string | Buffer }) =>
      seen.push({ direction, size: Buffer.byteLength(frame.payload) });
    socket.on("framesent", note("↑ out"));
    socket.on("framereceived", note("↓ in"));
  });
  await ada.enter(`${server.url}/rooms/wire`);
  await ada.page.getByRole("button", { name: "On the wire" }).click();
  const wire = ada.page.getByRole("complementary", { name: "On the wire" });
  await wire.getByText("This room talks over a WebSocket").waitFor();

  seen.length = 0;
  await ada.say("Grüße an alle");
  await ada.untilStored("Grüße an alle");
  await wire.getByText("message EVENT messages").waitFor();
  const shown = () =>
    wire.locator(".wire-frames summary").evaluateAll((all) =>
      all.map((summary) => ({
        direction: summary.querySelector(".wire-direction")?.textContent,
        size: Number.parseInt(summary.querySelector(".wire-size")?.textContent ?? "", 10),
      })),
    );
  await expect.poll(async () => (await shown()).reverse()).toEqual(seen);
  await wire.getByText("message EVENT message:send").click();
  await wire.locator("pre", { hasText: /message:send.*Grüße an alle/ }).waitFor();
  ada.expectNoComplaints();
});

test("the switch brings the same room over long-polling, and back", async () => {
  const ada = await Visitor.arrive({ viewport: { width: 1440, height: 900 } });
  await ada.enter(`${server.url}/rooms/switch`);
  await ada.page.getByRole("button", { name: "On the wire" }).click();
  const wire = ada.page.getByRole("complementary", { name: "On the wire" });
  await wire.getByRole("button", { name: "Reconnect by long-polling" }).click();
  await ada.connection.getByText("Live over long-polling").waitFor();
  await wire.getByText("message CONNECT").first().waitFor();
  await ada.say("By post");
  await ada.untilStored("By post");
  await wire.getByText("message EVENT message:send").waitFor();
  const [websocket, polling] = await wire
    .locator(".wire-sums")
    .evaluateAll((all) =>
      all.map((sums) => Number(/([\d,]+) B overhead/.exec(sums.textContent ?? "")?.[1]?.replaceAll(",", ""))),
    );
  expect(polling).toBeGreaterThan(10 * (websocket ?? 0));

  await wire.getByRole("button", { name: "Reconnect by WebSocket" }).click();
  await ada.connection.getByText("Live", { exact: true }).waitFor();
  await ada.say("By wire");
  await ada.untilStored("By wire");
  await ada.page.keyboard.press("Escape");
  expect(await ada.texts()).toEqual(["By post", "By wire"]);
});
