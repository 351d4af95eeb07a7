/** Announcements of new messages for screen readers: all of them, batched. */
import { expect, test } from "vitest";
import { Announcer } from "../../../src/web/features/notifications/announcer.ts";
import { words } from "../../../src/web/i18n/room/index.ts";
import { ManualClock } from "../../support/manual-clock.ts";

/** An announcer, its clock, and its announcements. */
async function listening() {
  await words.load();
  const clock = new ManualClock();
  const announcer = new Announcer(clock);
  const heard: string[] = [];
  announcer.text.subscribe((text) => {
    if (text !== "") heard.push(text);
  });
  const say = (name: string, text: string) => announcer.add([{ from: { name }, text }]);
  return { clock, heard, say };
}

test("a message is announced, and announced again when the same text is sent again", async () => {
  const { clock, heard, say } = await listening();
  for (let time = 0; time < 2; time += 1) {
    say("Ada", "Ready?");
    clock.advance(5_000);
  }
  expect(heard).toEqual(["Ada: Ready?", "Ada: Ready?"]);
});

test("a burst of 100 messages is one announcement, and in a busy room messages are counted at intervals", async () => {
  const { clock, heard, say } = await listening();
  for (let number = 0; number < 100; number += 1) {
    say(["Ada", "Grace", "Alan", "Radia"][number % 4] ?? "", `Number ${number}`);
    clock.advance(10);
  }
  clock.advance(2_000);
  expect(heard).toEqual(["100 new messages from 4 people"]);

  for (let second = 0; second < 60; second += 1) {
    say("Ada", `Second ${second}`);
    clock.advance(1_000);
  }
  clock.advance(20_000);
  expect(heard.length).toBeLessThanOrEqual(1 + 7);
  const counted = heard
    .map((text) => Number(/^\d+/.exec(text)?.[0] ?? 1))
    .reduce((sum, count) => sum + count);
  expect(counted).toBe(160);

  clock.advance(60_000);
  say("Grace", "And quiet again");
  clock.advance(1_500);
  expect(heard.at(-1)).toBe("Grace: And quiet again");
});
