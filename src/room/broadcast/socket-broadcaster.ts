/** Writes what the outbox flushes to this object's own sockets. */

import type { RoomServer } from "../room-io.ts";
import type { Flush, FlushSink } from "./frame-batcher.ts";

export class SocketBroadcaster implements FlushSink {
  /** @param told hears of what strangers may know as well: who is here, what the room is about, and when somebody spoke */
  constructor(
    private readonly io: RoomServer,
    private readonly told: () => void = () => {},
  ) {}

  get sockets(): number {
    return socketCount(this.io);
  }

  write({ messages, changes, room, presence, typing }: Flush, except?: string): void {
    const receivers = except === undefined ? this.io : this.io.except(except);
    if (messages !== undefined) receivers.emit("messages", messages);
    if (changes !== undefined) receivers.emit("changes", changes);
    if (room !== undefined) receivers.emit("room", room);
    if (typing !== undefined) receivers.emit("typing", typing);
    if (presence !== undefined) receivers.emit("presence", presence);
    if (messages !== undefined || presence !== undefined || room !== undefined) this.told();
  }
}

/** How many sockets are in the room, sleeping ones too. One look at a map: `engine.clientsCount` counts one by one. */
export function socketCount(io: RoomServer): number {
  return io.of("/").adapter.sids.size;
}
