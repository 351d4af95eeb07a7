/**
 * Which frames a socket gets: by its version of the events, and whether its window is visible.
 *
 * Each kind is a Socket.IO room, so it survives hibernation, and a broadcast does no work for the other sockets.
 */
import { EVENTS_VERSION } from "../../shared/contract/index.ts";
import type { RoomSocket, RoomSockets } from "../room-io.ts";

/** The kinds of sockets. */
export type Kind = "v1" | "v2" | "hidden:v1" | "hidden:v2";

export const VISIBLE = ["v1", "v2"] as const satisfies Kind[];
export const HIDDEN = ["hidden:v1", "hidden:v2"] as const satisfies Kind[];

/** The version of the events for a client that reads up to `newest`. */
export const versionFor = (newest = 1): number => Math.min(Math.max(newest, 1), EVENTS_VERSION);

export class Audience {
  constructor(private readonly sockets: RoomSockets) {}

  /** Adds a new socket, which is visible. */
  add(socket: RoomSocket, version: number): void {
    void socket.join(version < 2 ? "v1" : "v2");
  }

  /** How many sockets of these kinds there are, sleeping ones too. */
  count(kinds: readonly Kind[]): number {
    return kinds.reduce((sum, kind) => sum + this.sockets.membersOf(kind).size, 0);
  }

  /** How many of them the object with the most has. */
  largestCount(kinds: readonly Kind[]): number {
    return this.sockets.largestCountIn(kinds);
  }

  /** The kind of a socket; undefined if it is not here (any more). */
  kindOf(socketId: string): Kind | undefined {
    return [...VISIBLE, ...HIDDEN].find((kind) => this.sockets.membersOf(kind).has(socketId));
  }

  /** Whether a socket is not visible. */
  isHidden(socketId: string): boolean {
    return HIDDEN.some((kind) => this.sockets.membersOf(kind).has(socketId));
  }

  /** Moves a visible socket to those that are not. */
  hide(socketId: string): void {
    const kind = this.kindOf(socketId);
    if (kind === "v1" || kind === "v2") this.#move(socketId, kind, `hidden:${kind}`);
  }

  /** Moves a socket back. @returns its kind, if it was hidden */
  show(socketId: string): (typeof VISIBLE)[number] | undefined {
    const kind = this.kindOf(socketId);
    if (kind !== "hidden:v1" && kind !== "hidden:v2") return undefined;
    const visible = kind === "hidden:v1" ? "v1" : "v2";
    this.#move(socketId, kind, visible);
    return visible;
  }

  #move(socketId: string, from: Kind, to: Kind): void {
    const socket = this.sockets.in([socketId]);
    socket.socketsJoin(to);
    socket.socketsLeave(from);
  }
}
