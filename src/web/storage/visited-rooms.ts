/** The rooms opened on this device, latest first. No server stores this list. */
import { RECENT_ROOMS_COOKIE, RECENT_ROOMS_SHOWN } from "../../shared/contract/page-preview.ts";
import { readJson, type Store, writeJson } from "./device-storage.ts";

export interface VisitedRoom {
  name: string;
  /** The title that it had when it was last open, if that is not the name in its address. */
  title?: string;
  /** When it was last opened, in milliseconds since the epoch. */
  at: number;
}

/** The title of a room, else the name in its address. */
export const titleOf = ({ name, title }: VisitedRoom): string => title || name;

const KEY = "rooms";
const MAX_ROOMS = 50;

/** Latest first, at most 50. */
export const visitedRooms = (store: Store): VisitedRoom[] => readJson(store, KEY, isVisitedRooms) ?? [];

/** Adds a visit of `name` and returns the new list. */
export function addVisit(store: Store, name: string, at: number): VisitedRoom[] {
  const rooms = visitedRooms(store);
  const before = rooms.find((room) => room.name === name);
  return write(store, [{ ...before, name, at }, ...rooms.filter((room) => room !== before)]);
}

/** Sets the title of the room `name` (empty for the name in its address) and returns the new list. */
export function updateTitle(store: Store, name: string, title: string): VisitedRoom[] {
  return write(
    store,
    visitedRooms(store).map((room) => {
      if (room.name !== name) return room;
      const { title: _, ...rest } = room;
      return title === "" ? rest : { ...rest, title };
    }),
  );
}

/** Removes `name` and returns the new list. */
export function removeRoom(store: Store, name: string): VisitedRoom[] {
  store.remove(`seen:${name}`);
  return write(
    store,
    visitedRooms(store).filter((room) => room.name !== name),
  );
}

/** The longest lifetime of a cookie that browsers allow, in seconds. */
const COOKIE_MAX_AGE = 400 * 24 * 60 * 60;

/** Tells the server how many rooms the front page will list: it leaves space for them, so that nothing moves. */
export function saveRecentCount(rooms: readonly VisitedRoom[]): void {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  const count = Math.min(rooms.length, RECENT_ROOMS_SHOWN);
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser.
  document.cookie = `${RECENT_ROOMS_COOKIE}=${count}; Path=/; Max-Age=${COOKIE_MAX_AGE}; SameSite=Lax${secure}`;
}

function write(store: Store, rooms: VisitedRoom[]): VisitedRoom[] {
  const kept = rooms.slice(0, MAX_ROOMS);
  writeJson(store, KEY, kept);
  return kept;
}

const isVisitedRooms = (value: unknown): value is VisitedRoom[] =>
  Array.isArray(value) &&
  value.every(
    (room) =>
      typeof room?.name === "string" &&
      typeof room?.at === "number" &&
      (room.title === undefined || typeof room.title === "string"),
  );
