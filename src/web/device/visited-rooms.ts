/** The rooms opened on this device, latest first. They are known here only: no server keeps such a list. */
import { readJson, type Store, writeJson } from "./storage.ts";

export interface VisitedRoom {
  name: string;
  /** When it was last opened, in milliseconds since the epoch. */
  at: number;
}

const KEY = "rooms";
const MOST_ROOMS = 50;

/** Latest first, at most 50. */
export const visitedRooms = (store: Store): VisitedRoom[] => readJson(store, KEY, isVisitedRooms) ?? [];

/** Notes that `name` is open now and returns the new list. */
export function visit(store: Store, name: string, at: number): VisitedRoom[] {
  const others = visitedRooms(store).filter((room) => room.name !== name);
  const rooms = [{ name, at }, ...others].slice(0, MOST_ROOMS);
  writeJson(store, KEY, rooms);
  return rooms;
}

const isVisitedRooms = (value: unknown): value is VisitedRoom[] =>
  Array.isArray(value) &&
  value.every((room) => typeof room?.name === "string" && typeof room?.at === "number");
