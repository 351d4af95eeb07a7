/** What is saved says so, and says why where it is not; what was typed is not lost. */
import type { Page, WebSocketRoute } from "playwright-core";
import { expect, test } from "vitest";
import { uniqueRoom } from "../support/rooms.ts";
import { closeDialog, dialogOf, openRoomSettings } from "./support/dialogs.ts";
import { fillRoom } from "./support/fill-room.ts";
import { sharedServer as server } from "./support/shared-server.ts";
import { Visitor } from "./support/visitor.ts";

/** The answers of the room to events, which a test can hold back or replace. */
interface Answers {
  /** From now on requests of this name get no answer, until it is released or rejected. */
  hold(event: string): void;
  /** How many requests wait. */
  readonly held: number;
  /** Passes what was held, and holds nothing any more. */
  release(): void;
  /** Answers the oldest request with an error. */
  reject(): void;
}

/** To be called before the page opens. */
async function answersOf(page: Page): Promise<Answers> {
  let event: string | undefined;
  const held: { packet: string; pass: () => void; socket: WebSocketRoute }[] = [];
  await page.routeWebSocket(/socket\.io/, (socket) => {
    const room = socket.connectToServer();
    socket.onMessage((packet) => {
      const pass = () => room.send(packet);
      if (event !== undefined && String(packet).includes(`["${event}"`))
        held.push({ packet: String(packet), pass, socket });
      else pass();
    });
  });
  return {
    hold: (name) => {
      event = name;
    },
    get held() {
      return held.length;
    },
    release: () => {
      event = undefined;
      for (const { pass } of held.splice(0)) pass();
    },
    reject: () => {
      const [oldest] = held.splice(0, 1);
      const id = /^42(\d+)/.exec(oldest?.packet ?? "")?.[1];
      const error = { code: "rate_limited", message: "The room is busy.", retryAfter: 1_000 };
      oldest?.socket.send(`43${id}${JSON.stringify([{ ok: false, error }])}`);
    },
  };
}

async function ownerOf(room: string): Promise<{ ada: Visitor; answers: Answers }> {
  const ada = await Visitor.create();
  const answers = await answersOf(ada.page);
  await ada.enter(`${server.url}/rooms/${room}`);
  await ada.say("Mine");
  await ada.untilStored("Mine");
  await openRoomSettings(ada, room);
  return { ada, answers };
}

test("a setting says that it is being saved and that it is; one that is rejected says why and shows what the room has", async () => {
  const { ada, answers } = await ownerOf(uniqueRoom("saving"));
  const dialog = dialogOf(ada);
  const slowMode = dialog.getByLabel("Slow mode");
  answers.hold("room:update");
  await slowMode.selectOption("10");
  await dialog.getByText("Saving…").waitFor();
  await slowMode.selectOption("60");
  await expect.poll(() => answers.held).toBe(2);
  // Only the last choice counts.
  answers.reject();
  expect(await slowMode.inputValue()).toBe("60");
  answers.release();
  await dialog.getByText("Saved").waitFor();
  expect(await slowMode.inputValue()).toBe("60");
  expect(await dialog.getByText("That didn't work.").count()).toBe(0);

  const keep = dialog.getByLabel("Keep messages");
  await keep.selectOption("7");
  await dialog.getByRole("button", { name: "Yes, delete them" }).click();
  await expect.poll(() => keep.inputValue()).toBe("7");
  await expect.poll(() => dialog.getByText("Saved").count()).toBe(2);
  const locked = dialog.getByRole("switch");
  for (const [control, change, shown] of [
    [keep, () => keep.selectOption(""), () => keep.inputValue().then((value) => value === "7")],
    [locked, () => locked.check({ force: true }), () => locked.isChecked().then((checked) => !checked)],
  ] as const) {
    answers.hold("room:update");
    await change();
    await expect.poll(() => answers.held).toBe(1);
    answers.reject();
    await expect.poll(shown, { message: String(control) }).toBe(true);
    answers.release();
  }
  await expect.poll(() => dialog.getByText("That didn't work.").count()).toBe(2);
  ada.expectNoErrors();
});

test("a name or topic is saved when the dialog closes; where that fails the page says so, and the text is there again", async () => {
  const room = uniqueRoom("saving-late");
  const { ada, answers } = await ownerOf(room);
  const dialog = dialogOf(ada);
  const topic = dialog.getByLabel("Topic");
  await topic.fill("Trains");
  await closeDialog(ada);
  await ada.page.locator(".header").getByText("Trains").waitFor();

  await openRoomSettings(ada, room);
  answers.hold("room:update");
  await topic.fill("Buses");
  await closeDialog(ada);
  await expect.poll(() => answers.held).toBe(1);
  answers.reject();
  await ada.untilToast("That didn't work.");
  answers.release();
  await openRoomSettings(ada, room);
  expect(await topic.inputValue()).toBe("Buses");
  await dialog.getByText("That didn't work.").waitFor();
  await topic.press("Enter");
  await dialog.getByText("Saved").waitFor();
  await closeDialog(ada);
  await ada.page.locator(".header").getByText("Buses").waitFor();
  ada.expectNoErrors();
});

test("what does not load is not said to be empty: it says why, and loads again", async () => {
  const { ada, answers } = await ownerOf(uniqueRoom("saving-lists"));
  const dialog = dialogOf(ada);
  answers.hold("keys:get");
  await dialog.getByLabel("Visibility").selectOption("private");
  await expect.poll(() => answers.held).toBe(1);
  expect(await dialog.getByRole("button", { name: "Create invite link" }).count()).toBe(0);
  answers.reject();
  await dialog.getByText("That didn't work.").waitFor();
  answers.release();
  await dialog.getByRole("button", { name: "Try again" }).click();
  await dialog.getByRole("button", { name: "Create invite link" }).waitFor();

  await closeDialog(ada);
  answers.hold("guests:get");
  await ada.page.keyboard.press("Control+,");
  await expect.poll(() => answers.held).toBe(1);
  expect(await dialog.getByText("No one yet.").count()).toBe(0);
  answers.reject();
  await dialog.getByRole("button", { name: "Try again" }).waitFor();
  answers.release();
  ada.expectNoErrors();
});

test("a choice that the browser does not save says so", async () => {
  const ada = await Visitor.create({
    init: () => {
      Storage.prototype.setItem = () => {
        throw new DOMException("no space", "QuotaExceededError");
      };
    },
  });
  await ada.enter(`${server.url}/rooms/${uniqueRoom("saving-full")}`);
  await ada.page.keyboard.press("Control+/");
  const dialog = dialogOf(ada);
  await dialog.getByLabel("Press Enter to send").uncheck();
  await dialog.getByText("Your browser doesn't save this choice.").waitFor();
  ada.expectNoErrors();
});

const editField = ({ page }: Visitor) => page.getByRole("textbox", { name: "Edit message" });

test("the answer to an edit that was cancelled leaves the next edit open", async () => {
  const ada = await Visitor.create();
  const answers = await answersOf(ada.page);
  await ada.enter(`${server.url}/rooms/${uniqueRoom("late-answer")}`);
  for (const text of ["Alpha", "Beta"]) {
    await ada.say(text);
    await ada.untilStored(text);
  }
  const edit = async (text: string) => {
    await ada.line(text).hover();
    await ada.line(text).getByRole("button", { name: "Edit" }).click();
    await editField(ada).waitFor();
  };
  answers.hold("message:edit");
  await edit("Alpha");
  await editField(ada).fill("Gamma");
  await editField(ada).press("Enter");
  await expect.poll(() => answers.held).toBe(1);
  await editField(ada).press("Escape");
  await edit("Beta");
  await editField(ada).fill("Delta");
  answers.release();
  await ada.line("Gamma").getByText("edited").waitFor();
  // The answers of a room come in order.
  await ada.line("Gamma").hover();
  await ada.line("Gamma").getByRole("button", { name: "React" }).click();
  await ada.page.getByRole("button", { name: "React with 👍" }).click();
  await ada.line("Gamma").locator(".reaction").waitFor();
  expect(await editField(ada).count()).toBe(1);
  expect(await editField(ada).inputValue()).toBe("Delta");

  answers.hold("message:edit");
  // Enter twice saves once.
  await editField(ada).press("Enter");
  await editField(ada).press("Enter");
  await expect.poll(() => answers.held).toBe(1);
  await editField(ada).press("Escape");
  await edit("Gamma");
  answers.reject();
  await ada.untilToast("Your change wasn't saved.");
  expect(answers.held).toBe(0);
  expect(await editField(ada).inputValue()).toBe("Gamma");
  ada.expectNoErrors();
});

test("the text of an edit stays while newer messages push its line out of the list", async () => {
  const room = uniqueRoom("edit-pushed-out");
  const ada = await Visitor.create();
  await ada.enter(`${server.url}/rooms/${room}`);
  await ada.say("Frist");
  await ada.untilStored("Frist");
  await ada.composer.press("ArrowUp");
  await editField(ada).fill("First of all");
  const notes = Array.from({ length: 100 }, (_, index) => `Note ${index + 1}.`);
  await fillRoom(server, room, notes, "Grace");
  await ada.line("Note 100.").waitFor();
  await editField(ada).waitFor({ state: "detached" });
  await ada.page.locator(".list").evaluate((list) => {
    list.scrollTop = 0;
  });
  await editField(ada).waitFor();
  expect(await editField(ada).inputValue()).toBe("First of all");
  expect(await editField(ada).evaluate((field) => field === document.activeElement)).toBe(false);
  await editField(ada).press("Enter");
  await ada.line("First of all").getByText("edited").waitFor();
  ada.expectNoErrors();
});
