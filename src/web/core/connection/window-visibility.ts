/**
 * Tells the room that nobody sees this window, and applies what it sends meanwhile. Loads after the first messages.
 *
 * A window that is hidden in a quiet room says nothing, because each event would wake the room: it waits until the room sends
 * something. In a room with notifications it says so at once.
 */
import type { Ack } from "../../../shared/contract/errors.ts";
import type { Missed } from "../../../shared/contract/events.ts";
import type { Clock } from "../clock.ts";
import type { MemberList } from "../people/member-list.ts";
import type { RoomSocket } from "./room-socket.ts";

/** How long a window is hidden before it tells, in milliseconds: people switch windows often. */
export const HIDDEN_FOR = 5_000;

/** When it tries again, in milliseconds. */
const RETRY_AFTER = 2_000;

export interface WindowVisibilityOptions {
  socket: Pick<RoomSocket, "on" | "onAny" | "connected" | "listeners">;
  clock: Clock;
  memberList: Pick<MemberList, "arrivals">;
  /** Sends whether the window is visible. A lost answer is a failure like any other. */
  send(visible: boolean): Promise<Ack>;
  /**
   * Whether it tells at once that the window is hidden, also a quiet room: a phone stops a page soon after, and notices of the room
   * are to reach the user.
   */
  isPrompt(): boolean;
  /** Aborts when the room is left. */
  left: AbortSignal;
}

export class WindowVisibility {
  /** What the room knows, of this connection. */
  #known = true;
  #isSending = false;
  #hiddenAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly options: WindowVisibilityOptions) {
    const { socket, clock, left } = options;
    socket.on("disconnect", () => {
      this.#known = true;
      this.#isSending = false;
    });
    socket.on("missed", (missed) => this.#apply(missed));
    socket.onAny(() => {
      if (isVisible()) return;
      if (options.isPrompt() || clock.now() - this.#hiddenAt >= HIDDEN_FOR) void this.#tell();
    });
    const changed = () => {
      if (!isVisible()) this.#hiddenAt = clock.now();
      if (isVisible() || options.isPrompt()) void this.#tell();
    };
    document.addEventListener("visibilitychange", changed, { signal: left });
    // The window may have been hidden before.
    if (options.isPrompt()) void this.#tell();
  }

  async #tell(): Promise<void> {
    const { socket, clock, send, isPrompt, left } = this.options;
    const visible = isVisible();
    if (visible === this.#known || this.#isSending || !socket.connected || left.aborted) return;
    this.#isSending = true;
    const { ok } = await send(visible);
    this.#isSending = false;
    if (ok && socket.connected) this.#known = visible;
    else if (visible) clock.after(RETRY_AFTER, () => void this.#tell());
    // It may have changed meanwhile.
    if (ok && (isVisible() || isPrompt())) void this.#tell();
  }

  /** In one task, so that all of it shows at once. */
  #apply({ messages, head, changes, room, presence, members, memberCount, typing, next }: Missed): void {
    // Before the messages, whose notifications tell people with one name apart.
    if (presence !== undefined) this.#deliver("presence", presence);
    if (members !== undefined && memberCount !== undefined) {
      const left = this.options.memberList.arrivals.peek().map(({ id }) => id);
      this.#deliver("presence", { joined: members, left, count: memberCount });
    }
    if (messages !== undefined) this.#deliver("batch", messages, head);
    if (changes !== undefined) this.#deliver("changes", changes);
    if (room !== undefined) this.#deliver("room", room);
    if (typing !== undefined) this.#deliver("typing", { ids: typing });
    if (next !== undefined) this.#deliver("batch", [], next);
  }

  /** Handles a part as if it had come alone. */
  #deliver(event: Parameters<RoomSocket["listeners"]>[0], ...args: unknown[]): void {
    for (const listener of this.options.socket.listeners(event))
      (listener as (...args: unknown[]) => void)(...args);
  }
}

const isVisible = (): boolean => document.visibilityState === "visible";
