/** Who finds a room and who may come in, as its owner decides it; bots, and handing a room over. */
import { expect, test } from "vitest";
import { uniqueRoom } from "../support/rooms.ts";
import { aboutRoom } from "./dialogs.ts";
import { sharedServer as server } from "./shared-server.ts";
import { Visitor } from "./visitor.ts";

const dialog = (visitor: Visitor) => visitor.page.getByRole("dialog");
const about = async (visitor: Visitor, room: string) => {
  await aboutRoom(visitor, room);
};

test("a room is found on the front page until it is private, and then opened by link or passphrase", async () => {
  const harbour = uniqueRoom("harbour");
  const url = `${server.url}/rooms/${harbour}`;
  const [ada, grace, alan] = [await Visitor.arrive(), await Visitor.arrive(), await Visitor.arrive()];
  await ada.enter(url);
  await ada.say("Ship ahoy");
  await ada.untilStored("Ship ahoy");
  await grace.page.goto(server.url);
  // There are rooms of others too, more than one page shows.
  await grace.page.getByRole("searchbox", { name: "Search public rooms" }).fill(harbour);
  const list = grace.page.getByRole("navigation", { name: "Public rooms" });
  await list.getByRole("link", { name: new RegExp(`^${harbour}.*1 person`) }).click();
  await grace.untilLive();
  await grace.page.goto("about:blank");

  await about(ada, harbour);
  await ada.page.getByLabel("This room is").selectOption("Private");
  await dialog(ada).getByRole("button", { name: "Make a link" }).click();
  const link = await dialog(ada).getByRole("textbox", { name: "Invite link" }).inputValue();
  expect(link).toContain(`/rooms/${harbour}?invite=`);
  await ada.page.getByLabel("Passphrase").fill("open sesame");
  await dialog(ada).getByRole("button", { name: "Save" }).last().click();
  await dialog(ada).getByText("It is set.").waitFor();

  await alan.page.goto(url);
  await alan.page.getByRole("heading", { name: "This room is private" }).waitFor();
  await alan.page.getByLabel("Passphrase").fill("open barley");
  await alan.page.getByRole("button", { name: "Come in" }).click();
  await alan.page.getByText("That did not open it.").waitFor();
  await alan.page.getByLabel("Passphrase").fill("open sesame");
  await alan.page.getByRole("button", { name: "Come in" }).click();
  await alan.line("Ship ahoy").waitFor();
  await alan.page.reload();
  await alan.line("Ship ahoy").waitFor();

  const ben = await Visitor.arrive();
  await ben.enter(link);
  expect(ben.page.url()).toBe(url);
  await dialog(ada).getByRole("button", { name: "Revoke the link" }).click();
  await dialog(ada).getByText("There is none.").waitFor();
  const eve = await Visitor.arrive();
  await eve.page.goto(link);
  await eve.page.getByRole("heading", { name: "This room is private" }).waitFor();
  for (const visitor of [ada, alan, ben]) visitor.expectNoComplaints();
});

test("the owner makes a bot, takes the room away as a file, and hands it over", async () => {
  const workshop = uniqueRoom("workshop");
  const url = `${server.url}/rooms/${workshop}`;
  const [ada, grace] = [await Visitor.arrive(), await Visitor.arrive()];
  await ada.enter(url);
  await ada.say("Begin");
  await ada.untilStored("Begin");
  await grace.enter(url);
  await about(ada, workshop);
  await ada.page.getByLabel("Name of a new bot").fill("Herald");
  await dialog(ada).getByRole("button", { name: "Make a bot" }).click();
  const token = await dialog(ada).getByRole("textbox", { name: "Token" }).inputValue();
  const post = () =>
    fetch(`${server.url}/api/rooms/${workshop}/messages`, {
      method: "POST",
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
      body: JSON.stringify({ text: "The build is green" }),
    });
  expect((await post()).status).toBe(201);
  await grace.line("The build is green").waitFor();
  await dialog(ada).getByRole("button", { name: "Revoke the token of Herald" }).click();
  await expect.poll(async () => (await post()).status).toBe(401);

  const download = ada.page.waitForEvent("download");
  await dialog(ada).getByRole("link", { name: "Export as JSON" }).click();
  const file = await (await download).createReadStream();
  const exported = JSON.parse((await file.toArray()).join("")) as { messages: { text: string }[] };
  expect(exported.messages.map(({ text }) => text)).toEqual(["Begin", "The build is green"]);
  await ada.page.keyboard.press("Escape");

  const name = (await grace.page.locator(".yourself-name").textContent()) ?? "";
  await ada.page.getByRole("button", { name }).click();
  await dialog(ada).getByRole("button", { name: "Make them the owner" }).click();
  await dialog(ada).getByRole("button", { name: "Yes" }).click();
  await ada.page.getByText("owns the room now").waitFor();
  await about(grace, workshop);
  await dialog(grace).getByRole("button", { name: "Delete this room" }).waitFor();
  await about(ada, workshop);
  await dialog(ada)
    .getByText(/looks after this room/)
    .waitFor();
  ada.expectNoComplaints();
  grace.expectNoComplaints();
});
