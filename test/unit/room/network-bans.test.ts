/** Networks from which a private room rejects new people. */
import { expect, it } from "vitest";
import { NetworkBans } from "../../../src/room/moderation/network-bans.ts";

/** The part of a Durable Object's storage that the bans use. */
function keyValues(): SyncKvStorage {
  const map = new Map<string, unknown>();
  return {
    get: (key: string) => map.get(key),
    put: (key: string, value: unknown) => void map.set(key, value),
    delete: (key: string) => map.delete(key),
  } as unknown as SyncKvStorage;
}

const NO_GUESTS = { has: () => false, setNetwork: () => {} };

it("bans of a network expire, are lifted by person, and are replaced by newer ones", () => {
  let now = 0;
  const kv = keyValues();
  const limits = { sanctions: 2, networkBanSeconds: 60 };
  const bans = () => new NetworkBans(kv, NO_GUESTS, "room", { now: () => now }, limits);
  const mayEnter = (address: string) => {
    try {
      bans().check(address);
      return true;
    } catch {
      return false;
    }
  };
  bans().ban("eve", ["203.0.113.1"], undefined);
  bans().ban("mal", ["203.0.113.1"], undefined);
  bans().lift("eve");
  expect(mayEnter("203.0.113.1")).toBe(false);
  bans().lift("mal");
  expect(mayEnter("203.0.113.1")).toBe(true);
  for (const last of [1, 2, 3]) bans().ban(`person-${last}`, [`198.51.100.${last}`], undefined);
  expect([1, 2, 3].map((last) => mayEnter(`198.51.100.${last}`))).toEqual([true, false, false]);
  now = 60_000;
  expect(mayEnter("198.51.100.3")).toBe(true);
});
