/** Requests to the room over its socket. */
import type { Ack, Failure } from "../../../shared/contract/errors.ts";
import type { RequestAnswer, RequestName, RequestPayload } from "../../../shared/contract/events.ts";
import type { HistoryPage, Message, SendPayload } from "../../../shared/contract/message.ts";
import { NO_RESPONSE } from "../../i18n/failure-text.ts";
import { limits } from "../limits.ts";
import type { Connection } from "./connection.ts";
import { ACK_TIMEOUT, type RoomSocket } from "./room-socket.ts";

/** A socket that emits the event `Name`. */
interface RequestSocket<Name extends RequestName> {
  emitWithAck(name: Name, payload: RequestPayload<Name>): Promise<RequestAnswer<Name>>;
}

export class RoomRequests {
  constructor(
    private readonly socket: RoomSocket,
    private readonly connection: Connection,
  ) {}

  /** Sends a request. A lost answer is a failure like any other. */
  async send<Name extends RequestName>(
    name: Name,
    payload: RequestPayload<Name>,
  ): Promise<RequestAnswer<Name> | Failure> {
    try {
      if (!this.connection.live) throw new Error("not connected");
      // Each event has its own types, which its name as a parameter hides from the compiler.
      const socket = this.socket.timeout(ACK_TIMEOUT) as unknown as RequestSocket<Name>;
      return await socket.emitWithAck(name, payload);
    } catch {
      return { ok: false, error: NO_RESPONSE };
    }
  }

  /** Sends a request whose answer does not matter. Returns false if there is no connection. */
  notify<Name extends RequestName>(name: Name, payload: RequestPayload<Name>): boolean {
    if (this.connection.live) void this.send(name, payload);
    return this.connection.live;
  }

  /** @throws Error if no acknowledgement comes in time */
  sendMessage(payload: SendPayload): Promise<Ack<{ message: Message }>> {
    return this.socket.timeout(ACK_TIMEOUT).emitWithAck("message:send", payload);
  }

  /**
   * Finds a message by its nonce among all after `after`.
   *
   * @throws Error if the room does not answer, or with an error
   */
  async findMessage(nonce: string, after: number, author: string | undefined): Promise<Message | undefined> {
    for (let last = after; ; ) {
      const answer: Ack<HistoryPage> = await this.socket
        .timeout(ACK_TIMEOUT)
        .emitWithAck("history:get", { after: last, limit: limits.peek().historyPage });
      if (!answer.ok) throw new Error(answer.error.code);
      const found = answer.messages.find((message) => message.nonce === nonce && message.from.id === author);
      const newest = answer.messages.at(-1);
      if (found !== undefined || newest === undefined || answer.hasMore !== true) return found;
      last = newest.seq;
    }
  }
}
