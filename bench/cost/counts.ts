/**
 * What each operation of a room uses of the platform. `test/worker/room-cost.test.ts` measures these counts on the room, and those of
 * relays in `npm run test:relays`.
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

/** A message is sent and broadcast. */
export const MESSAGE: Count = { requests: 0, messages: 1, rowsRead: 1, rowsWritten: 1 };

/** A page sends a read receipt, which is kept in the attachment of its socket. */
export const READ_RECEIPT: Count = { requests: 0, messages: 1, rowsRead: 0, rowsWritten: 0 };

/** A read receipt that is stored: the first one, and then one every ten minutes. */
export const STORED_READ_RECEIPT: Count = { requests: 0, messages: 1, rowsRead: 0, rowsWritten: 1 };

/** A person leaves who has an unsaved read receipt. */
export const LEAVE: Count = { requests: 0, messages: 0, rowsRead: 0, rowsWritten: 1 };

/** A public room publishes its number of people: the cost for the directory's object. */
export const DIRECTORY_UPDATE: Count = { requests: 1, messages: 0, rowsRead: 0, rowsWritten: 1 };

/** A page's heartbeat: the runtime answers it, and the object stays asleep. */
export const OWN_HEARTBEAT: Count = { requests: 0, messages: 0, rowsRead: 0, rowsWritten: 0 };

/** A client of a relay joins, sends a message or leaves: a call of the relay to its room, or a part of one. */
export const RELAY_CALL: Count = { requests: 1, messages: 0, rowsRead: 0, rowsWritten: 0 };

/** A room calls a relay: for a flush, with all messages that are in it. */
export const FLUSH_CALL: Count = { requests: 1, messages: 0, rowsRead: 0, rowsWritten: 0 };

/** A client connects to a relay: the request, and the CONNECT of its socket. */
export const RELAY_HANDSHAKE: Count = { requests: 1, messages: 1, rowsRead: 0, rowsWritten: 0 };

/** A room remembers a relay: not measured. */
export const RELAY_ROW: Count = { requests: 0, messages: 0, rowsRead: 0, rowsWritten: 1 };
