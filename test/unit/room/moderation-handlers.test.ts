/** Bans and their end at the same time. */
import { expect, it } from "vitest";
import type { Client } from "../../../src/room/event-table.ts";
import {
  type ModerationEventsDependencies,
  moderationEvents,
} from "../../../src/room/moderation/moderation-handlers.ts";

it("bans no network of a person whose ban was lifted while their addresses were looked up", async () => {
  const banned = new Set<string>();
  const networks: string[] = [];
  let found = (_: string[]): void => {};
  const events = moderationEvents({
    schemas: {},
    sanctions: {
      has: (_: string, id: string) => banned.has(id),
      set: (_: string, { id }: { id: string }, on: boolean) => (on ? banned.add(id) : banned.delete(id)),
    },
    networkBans: { ban: (id: string) => networks.push(id), lift: () => networks.splice(0) },
    permissions: { isOwner: () => false },
    messageStore: { select: () => [] },
    guests: { networkOf: () => "hash", remove() {} },
    settings: { isPrivate: false },
    pushSubscriptions: { removePerson() {} },
    presence: {
      nameOf: () => "Eve",
      addressesOf: () => new Promise<string[]>((resolve) => (found = resolve)),
    },
    disconnector: {},
    roomLog: { event() {} },
  } as unknown as ModerationEventsDependencies);
  const { handle } = events["member:ban"];
  const owner = {} as Client;
  const ban = handle({ id: "eve", on: true }, owner);
  await handle({ id: "eve", on: false }, owner);
  found(["192.0.2.1"]);
  await ban;
  expect(networks).toEqual([]);
});
