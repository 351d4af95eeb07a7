/**
 * What each thing that happens in a room asks of the platform. `test/worker/room-cost.test.ts` measures these counts on
 * the room itself, so they cannot be wished for.
 */

/** What is billed for one occurrence. */
export interface Count {
  /** HTTP requests and alarms that reach the object. */
  requests: number;
  /** WebSocket messages that reach it. */
  messages: number;
  rowsRead: number;
  rowsWritten: number;
}

/** A page connects to a room and is welcomed with the newest 50 messages. */
export const JOIN: Count = { requests: 1, messages: 1, rowsRead: 51, rowsWritten: 0 };

/** Somebody says something, and everybody hears it. */
export const MESSAGE: Count = { requests: 0, messages: 1, rowsRead: 1, rowsWritten: 1 };

/** A page tells how far its person has read. That rests in the attachment of its socket. */
export const READING: Count = { requests: 0, messages: 1, rowsRead: 0, rowsWritten: 0 };

/** The same where it is saved: the first time, and then every ten minutes. */
export const SAVED_READING: Count = { requests: 0, messages: 1, rowsRead: 0, rowsWritten: 1 };

/** Somebody leaves who has read on since that was saved. */
export const LEAVE: Count = { requests: 0, messages: 0, rowsRead: 0, rowsWritten: 1 };

/** A public room tells the lobby how many are there: what that asks of the lobby's object. */
export const TELLING: Count = { requests: 1, messages: 0, rowsRead: 0, rowsWritten: 1 };

/** A page's own heartbeat: the runtime answers it, the object sleeps on. */
export const OWN_HEARTBEAT: Count = { requests: 0, messages: 0, rowsRead: 0, rowsWritten: 0 };
