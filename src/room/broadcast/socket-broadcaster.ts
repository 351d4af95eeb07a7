/** Broadcasts to the sockets of the room: each event is encoded once for each kind of sockets that gets it. */
import type { Message, ShortHead } from "../../shared/contract/index.ts";
import type { MemberList } from "../connections/member-list.ts";
import type { Receivers, RoomSockets } from "../room-io.ts";
import { type Audience, type Kind, VISIBLE } from "./audience.ts";
import type { Broadcaster, Flush } from "./frame-batcher.ts";
import type { PassiveSockets } from "./passive-sockets.ts";
import { ShortMessageEncoder } from "./short-messages.ts";

export interface SocketBroadcasterDependencies {
  roomSockets: RoomSockets;
  audience: Audience;
  passiveSockets: Pick<PassiveSockets, "add">;
  memberList: Pick<MemberList, "socketsOf">;
  /** Called after each flush, and before passive sockets get it. */
  onWritten: (flush: Flush) => void;
  /** Called after a change that the directory shows: members, settings or a new message. */
  onPublicChange: () => void;
}

export class SocketBroadcaster implements Broadcaster {
  #encoder = new ShortMessageEncoder();

  constructor(private readonly deps: SocketBroadcasterDependencies) {}

  get sockets(): number {
    return this.deps.audience.largestCount(VISIBLE);
  }

  /** What a new client needs to read the next `batch`. */
  get shortHead(): ShortHead | undefined {
    return this.#encoder.head;
  }

  /** Makes the next `batch` one that needs no other: some sockets may have missed one. */
  startOver(): void {
    this.#encoder = new ShortMessageEncoder();
  }

  write(flush: Flush, except?: string): void {
    const { passiveSockets, onWritten, onPublicChange } = this.deps;
    const { messages, ...others } = flush;
    const [v1, v2, all] = [
      this.#receivers(["v1"], except),
      this.#receivers(["v2"], except),
      this.#receivers(VISIBLE, except),
    ];
    if (messages !== undefined) {
      this.#sendNonces(messages);
      v1?.emit("messages", messages);
      v2?.emit("batch", ...this.#encoder.encode(messages));
    }
    if (all !== undefined) emitFlush(all, others);
    onWritten(flush);
    // Last: a frame of theirs has everything that others were sent.
    passiveSockets.add(flush);
    if (messages ?? others.presence ?? others.room) onPublicChange();
  }

  /** Undefined if there are none: nothing needs to be encoded. */
  #receivers(kinds: readonly Kind[], except: string | undefined): Receivers | undefined {
    const present = kinds.filter((kind) => this.deps.audience.count([kind]) > 0);
    // `in([])` selects every socket.
    if (present.length === 0) return undefined;
    const receivers = this.deps.roomSockets.in(present);
    return except === undefined ? receivers : receivers.except(except);
  }

  /** Sends authors with several sockets the nonces of their messages, which are not in the short form. */
  #sendNonces(messages: readonly Message[]): void {
    const { roomSockets, audience, memberList } = this.deps;
    const byAuthor = new Map<string, [seq: number, nonce: string][]>();
    for (const { seq, from, nonce } of messages) {
      if (nonce === undefined || memberList.socketsOf(from.id).length < 2) continue;
      const nonces = byAuthor.get(from.id) ?? [];
      nonces.push([seq, nonce]);
      byAuthor.set(from.id, nonces);
    }
    for (const [id, nonces] of byAuthor) {
      const receivers = memberList.socketsOf(id).filter((socketId) => audience.kindOf(socketId) !== "v1");
      if (receivers.length > 0) roomSockets.in(receivers).emit("nonces", nonces);
    }
  }
}

/** Emits a flush to sockets of all kinds. All of them read whole messages. */
export function emitFlush(receivers: Receivers, { messages, changes, room, typing, presence }: Flush): void {
  if (messages !== undefined) receivers.emit("messages", messages);
  if (changes !== undefined) receivers.emit("changes", changes);
  if (room !== undefined) receivers.emit("room", room);
  if (typing !== undefined) receivers.emit("typing", typing);
  if (presence !== undefined) receivers.emit("presence", presence);
}
