/** What can be done with a message that is there: each is asked of the room, and shown once the room has done it. */
import type { Ack, WireError } from "../../../shared/contract/errors.ts";
import type { DeletePayload, EditPayload, ReactionPayload } from "../../../shared/contract/events.ts";
import type { Message } from "../../../shared/contract/message.ts";

/** Asks the room; a lost answer is a failure like any other. */
export interface ActionRequests {
  edit(payload: EditPayload): Promise<Ack<{ message: Message }>>;
  delete(payload: DeletePayload): Promise<Ack<{ message: Message }>>;
  react(payload: ReactionPayload): Promise<Ack<{ message: Message }>>;
}

/** Every method returns why the room refused, if it did. */
export class MessageActions {
  /** @param changed takes a message as it now stands */
  constructor(
    private readonly requests: ActionRequests,
    private readonly changed: (message: Message) => void,
  ) {}

  edit(seq: number, text: string): Promise<WireError | undefined> {
    return this.#take(this.requests.edit({ seq, text }));
  }

  delete(seq: number): Promise<WireError | undefined> {
    return this.#take(this.requests.delete({ seq }));
  }

  /** Puts an emoji under a message, or takes one's own away. */
  react(seq: number, emoji: string, on: boolean): Promise<WireError | undefined> {
    return this.#take(this.requests.react({ seq, emoji, on }));
  }

  async #take(asked: Promise<Ack<{ message: Message }>>): Promise<WireError | undefined> {
    const answer = await asked;
    if (!answer.ok) return answer.error;
    this.changed(answer.message);
    return undefined;
  }
}
