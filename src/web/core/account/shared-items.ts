/**
 * What this browser shares with the other devices of its user, as the storage of the browser has it: name, list of rooms, read marks,
 * notification settings. Only for a user with an account.
 */
import type { AccountChange, AccountItem, AccountState } from "../../../shared/account.ts";
import type { NotificationLevel } from "../../../shared/push.ts";
import { parseRoomName } from "../../../shared/room-name.ts";
import { readJson, type Store, writeJson } from "../../storage/device-storage.ts";
import { addVisit, removeRoom, updateTitle, visitedRooms } from "../../storage/visited-rooms.ts";
import { limits } from "../limits.ts";

/** A user with an account has this key. It is removed with everything else at a sign-out. */
export const ACCOUNT_KEY = "account";

/** How many rooms the list in the browser has at most: of a full list, a room that is missing was not removed by the user. */
const FULL = 50;

/** How many changes a request has at most. */
const MAX_CHANGES = 50;

/** The oldest change, in milliseconds. */
const MAX_AGE = 400 * 86_400_000;

/** What the browser knows of the account. */
interface Known {
  /** Undefined until everything was read once. */
  rev?: number;
  /** The values that the account has, as JSON, by {@link keyOf}. */
  values: Record<string, string>;
  /** When values were changed here that the account does not have yet, in milliseconds since the epoch. */
  changed: Record<string, number>;
}

type Items = Map<string, AccountItem>;

/** What one request changes. */
export interface Outgoing {
  rev?: number;
  changes: AccountChange[];
  /** What the storage had when the request was sent, as JSON. */
  sent: ReadonlyMap<string, string>;
}

/** What an answer has changed in the storage of the browser. */
export interface Merged {
  name?: string;
  /** Whether the list of rooms is different. */
  isListNew: boolean;
  /** Rooms that the user has removed from the list on another device. */
  removed: string[];
  /** Rooms with another read mark. */
  seen: string[];
  /** Rooms with another notification setting, and the setting. */
  notifications: Map<string, NotificationLevel>;
}

const keyOf = ({ kind, room }: Pick<AccountItem, "kind" | "room">): string => `${kind}:${room}`;

/** Whether the user has an account, as far as this browser knows. */
export const hasAccount = (store: Store): boolean => store.get(ACCOUNT_KEY) !== undefined;

/** To be called when the user has an account: from then on the browser shares. */
export function setHasAccount(store: Store): void {
  if (!hasAccount(store)) writeJson(store, ACCOUNT_KEY, { values: {}, changed: {} } satisfies Known);
}

/** The user has no account (any more). */
export const forgetAccount = (store: Store): void => store.remove(ACCOUNT_KEY);

/** The revision of the account that this browser knows. */
export const knownRevision = (store: Store): number | undefined => read(store).rev;

/**
 * The changes that the account does not have yet, and when they were made: those seen for the first time, now. Before everything was
 * read once there are none: a new device takes what the others have.
 */
export function outgoing(store: Store, now: number): Outgoing {
  const known = read(store);
  const items = localItems(store);
  const sent = new Map(Array.from(items, ([key, { value }]) => [key, JSON.stringify(value)]));
  if (known.rev === undefined) return { changes: [], sent };
  const differing = [...items.values(), ...removedItems(known, items)].filter(
    (item) => known.values[keyOf(item)] !== JSON.stringify(item.value),
  );
  const keys = differing.map(keyOf);
  const changed = Object.fromEntries(
    differing.map((item) => [keyOf(item), known.changed[keyOf(item)] ?? changedAt(item, now)]),
  );
  if (keys.some((key) => known.changed[key] === undefined)) write(store, { ...known, changed });
  const changes = differing.slice(0, MAX_CHANGES).map((item) => {
    const age = Math.min(MAX_AGE, Math.max(0, now - (changed[keyOf(item)] ?? now)));
    return { ...item, age };
  });
  return { rev: known.rev, changes, sent };
}

/** Takes the account's answer. What was changed here while the request was on its way stays. */
export function merge(store: Store, { changes, sent }: Outgoing, { rev, items }: AccountState): Merged {
  const known = read(store);
  const accepted = Object.fromEntries(changes.map((change) => [keyOf(change), JSON.stringify(change.value)]));
  const remote = Object.fromEntries((items ?? []).map((item) => [keyOf(item), JSON.stringify(item.value)]));
  const local = localItems(store);
  const fresh = (items ?? []).filter((item) => {
    const key = keyOf(item);
    const here = local.get(key);
    const text = here && JSON.stringify(here.value);
    return text !== remote[key] && text === sent.get(key) && isNewer(item, here, known);
  });
  const merged = apply(store, fresh);
  const changed = Object.entries(known.changed).filter(([key]) => !(key in accepted));
  write(store, {
    ...(rev !== undefined && { rev }),
    values: { ...known.values, ...accepted, ...remote },
    changed: Object.fromEntries(changed),
  });
  return merged;
}

/** On a first reading of the account both lists are joined. Later the account has the changes of this browser already. */
function isNewer(item: AccountItem, here: AccountItem | undefined, { rev }: Known): boolean {
  // A room that this browser has never had.
  if (here === undefined && item.kind === "room" && item.value === null) return false;
  if (rev !== undefined || here?.kind !== "room" || item.kind !== "room") return true;
  return (item.value?.at ?? 0) > (here.value?.at ?? 0);
}

/** A visit says when it was. */
const changedAt = (item: AccountItem, now: number): number =>
  item.kind === "room" && item.value !== null ? Math.min(now, item.value.at) : now;

function localItems(store: Store): Items {
  const items: AccountItem[] = [];
  const name = store.get("name");
  // One that this server does not accept would have it reject everything.
  if (name && name.length <= limits.peek().nameLength) items.push({ kind: "name", room: "", value: name });
  for (const { name: room, title, at } of visitedRooms(store)) {
    const parsed = parseRoomName(room);
    if (!parsed.ok || parsed.name !== room) continue;
    items.push({ kind: "room", room, value: { at: Math.max(0, Math.floor(at)), ...(title && { title }) } });
    const seen = Number(store.get(`seen:${room}`) ?? 0);
    if (Number.isSafeInteger(seen) && seen > 0) items.push({ kind: "seen", room, value: seen });
    const level = store.get(`notify:${room}`);
    if (isLevel(level)) items.push({ kind: "notifications", room, value: level });
  }
  return new Map(items.map((item) => [keyOf(item), item]));
}

/** Rooms that the user has removed from the list, with what they chose for them. */
function removedItems({ values }: Known, items: Items): AccountItem[] {
  const rooms = [...items.values()].filter(({ kind }) => kind === "room");
  if (rooms.length >= FULL) return [];
  const listed = new Set(rooms.map(({ room }) => room));
  return Object.entries(values).flatMap(([key, text]): AccountItem[] => {
    const [, kind, room = ""] = /^(room|notifications):(.+)$/s.exec(key) ?? [];
    if (kind === undefined || text === "null" || listed.has(room)) return [];
    return [{ kind: kind as "room" | "notifications", room, value: null }];
  });
}

const isLevel = (level: string | undefined): level is NotificationLevel =>
  level === "all" || level === "mentions" || level === "nothing";

/** Writes items of the account into the storage of the browser. */
function apply(store: Store, items: readonly AccountItem[]): Merged {
  const merged: Merged = { isListNew: false, removed: [], seen: [], notifications: new Map() };
  const visits = new Map<string, { at: number; title: string }>();
  for (const item of items) {
    const { room } = item;
    if (item.kind === "name") {
      store.set("name", item.value);
      merged.name = item.value;
    } else if (item.kind === "seen") {
      store.set(`seen:${room}`, String(item.value));
      merged.seen.push(room);
    } else if (item.kind === "notifications") {
      if (item.value === null) store.remove(`notify:${room}`);
      else store.set(`notify:${room}`, item.value);
      merged.notifications.set(room, item.value ?? "nothing");
    } else if (item.value === null) merged.removed.push(room);
    else visits.set(room, { at: item.value.at, title: item.value.title ?? "" });
  }
  for (const room of merged.removed) removeRoom(store, room);
  merged.isListNew = merged.removed.length + visits.size > 0;
  if (visits.size === 0) return merged;
  for (const { name, at, title = "" } of visitedRooms(store))
    if (!visits.has(name)) visits.set(name, { at, title });
  // The oldest first: each is added before the others.
  for (const [room, { at }] of [...visits].sort(([, a], [, b]) => a.at - b.at)) addVisit(store, room, at);
  for (const [room, { title }] of visits) updateTitle(store, room, title);
  return merged;
}

const isKnown = (value: unknown): value is Known =>
  typeof value === "object" && value !== null && "values" in value && "changed" in value;

const read = (store: Store): Known => readJson(store, ACCOUNT_KEY, isKnown) ?? { values: {}, changed: {} };

const write = (store: Store, known: Known): void => writeJson(store, ACCOUNT_KEY, known);
