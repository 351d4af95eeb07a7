/** Broadcasts to the sockets of the room. */
import type { RoomSockets } from "../room-io.ts";
import type { Broadcaster, Flush } from "./frame-batcher.ts";

export class SocketBroadcaster implements Broadcaster {
  /** @param onPublicChange called after a change that the directory shows: members, settings or a new message */
  constructor(
    private readonly roomSockets: RoomSockets,
    private readonly onPublicChange: () => void = () => {},
    /** Called after each flush. */
    private readonly onWritten: (flush: Flush) => void = () => {},
  ) {}

  get sockets(): number {
    return this.roomSockets.largestCount;
  }

  write(flush: Flush, except?: string): void {
    const { messages, changes, room, presence, typing } = flush;
    const receivers = except === undefined ? this.roomSockets : this.roomSockets.except(except);
    if (messages !== undefined) receivers.emit("messages", messages);
    if (changes !== undefined) receivers.emit("changes", changes);
    if (room !== undefined) receivers.emit("room", room);
    if (typing !== undefined) receivers.emit("typing", typing);
    if (presence !== undefined) receivers.emit("presence", presence);
    this.onWritten(flush);
    if (messages !== undefined || presence !== undefined || room !== undefined) this.onPublicChange();
  }
}
