/** The list of rooms on this device: what happened in them, how to create a room, and how to remove it from the list. */
import { expect, test } from "vitest";
import { uniqueRoom } from "../support/rooms.ts";
import { fillRoom } from "./support/fill-room.ts";
import { sharedServer as server } from "./support/shared-server.ts";
import { Visitor } from "./support/visitor.ts";

test("the list marks unread rooms, mentions and drafts, and a room can be removed from it", async () => {
  const read = uniqueRoom("list-read");
  const spoken = uniqueRoom("list-spoken");
  const drafted = uniqueRoom("list-drafted");
  const here = uniqueRoom("list-here");
  for (const room of [read, spoken, drafted, here]) await fillRoom(server, room, ["Welcome"], "Grace");
  const ada = await Visitor.create({ init: () => localStorage.setItem("name", "Margaret") });
  const { page } = ada;
  for (const room of [read, spoken, drafted]) {
    await ada.enter(`${server.url}/rooms/${room}`);
    await ada.line("Welcome").waitFor();
    await expect.poll(() => page.evaluate((key) => localStorage.getItem(key), `seen:${room}`)).toBe("1");
  }
  await ada.composer.fill("Half a sentence");
  await expect
    .poll(() => page.evaluate((key) => localStorage.getItem(key), `draft:${drafted}`))
    .not.toBeNull();
  await fillRoom(server, read, ["Hello everyone"], "Grace");
  await fillRoom(server, spoken, ["Hello", "Look, @Margaret"], "Grace");

  await ada.enter(`${server.url}/rooms/${here}`);
  const list = page.getByRole("navigation", { name: "Your rooms" });
  await list.getByRole("link", { name: `${read} unread` }).waitFor();
  await list.getByRole("link", { name: `${spoken} 1 mention` }).waitFor();
  await list.getByRole("link", { name: `${drafted} draft` }).waitFor();
  await list.getByRole("link", { name: here, exact: true }).waitFor();

  await list.getByRole("link", { name: spoken }).click();
  await ada.line("Look, @Margaret").waitFor();
  await list.getByRole("link", { name: spoken, exact: true }).waitFor();

  await list.getByRole("link", { name: read }).hover();
  await list.getByRole("button", { name: `Remove ${read} from the list` }).click();
  await list.getByRole("link", { name: read }).waitFor({ state: "detached" });
  await page.reload();
  await ada.untilLive();
  await list.getByRole("link", { name: drafted }).waitFor();
  await expect.poll(() => list.getByRole("link", { name: read }).count()).toBe(0);
  ada.expectNoErrors();
});

test("a room that already has an owner is offered instead of created again", async () => {
  const listTaken = uniqueRoom("list-taken");
  const listElsewhere = uniqueRoom("list-elsewhere");
  await fillRoom(server, listTaken, ["Mine"], "Grace");
  const ada = await Visitor.create();
  const { page } = ada;
  await ada.enter(`${server.url}/rooms/${listElsewhere}`);
  await page.getByRole("button", { name: "New room" }).click();
  const form = page.getByRole("dialog", { name: "New room" });
  await form.getByLabel("Name").fill(listTaken.replace("list-taken-", "List Taken "));
  await form.getByRole("button", { name: "Create room" }).click();
  await form.getByRole("alert").getByText("A room with this name already exists.").waitFor();
  await form.getByRole("button", { name: "Open it" }).click();
  await page.waitForURL(`**/rooms/${listTaken}`);
  await ada.line("Mine").waitFor();
  ada.expectNoErrors(/403/);
});
