/** Broadcasts to the sockets of this object. */
import type { RoomServer } from "../room-io.ts";
import type { Broadcaster, Flush } from "./frame-batcher.ts";

export class SocketBroadcaster implements Broadcaster {
  /** @param onPublicChange called after a change that the directory shows: members, settings or a new message */
  constructor(
    private readonly io: RoomServer,
    private readonly onPublicChange: () => void = () => {},
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
    if (messages !== undefined || presence !== undefined || room !== undefined) this.onPublicChange();
  }
}

/** How many sockets are in the room, sleeping ones too. Reads one size: `engine.clientsCount` counts one by one. */
export function socketCount(io: RoomServer): number {
  return io.of("/").adapter.sids.size;
}
