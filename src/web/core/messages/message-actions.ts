/** Actions on stored messages. Each is requested from the room and shows once the room has done it. */
import type { Ack, WireError } from "../../../shared/contract/errors.ts";
import type {
  DeletePayload,
  EditPayload,
  Message,
  ReactionPayload,
} from "../../../shared/contract/message.ts";

/** Requests to the room. A lost answer is a failure like any other. */
export interface ActionRequests {
  edit(payload: EditPayload): Promise<Ack<{ message: Message }>>;
  delete(payload: DeletePayload): Promise<Ack<{ message: Message }>>;
  react(payload: ReactionPayload): Promise<Ack<{ message: Message }>>;
}

/** Every method returns the error if the room rejected the action. */
export class MessageActions {
  /** @param changed takes the changed message */
  constructor(
    private readonly requests: ActionRequests,
    private readonly changed: (message: Message) => void,
  ) {}

  edit(seq: number, text: string): Promise<WireError | undefined> {
    return this.#run(this.requests.edit({ seq, text }));
  }

  delete(seq: number): Promise<WireError | undefined> {
    return this.#run(this.requests.delete({ seq }));
  }

  /** Adds or removes a reaction of the user. */
  react(seq: number, emoji: string, on: boolean): Promise<WireError | undefined> {
    return this.#run(this.requests.react({ seq, emoji, on }));
  }

  async #run(request: Promise<Ack<{ message: Message }>>): Promise<WireError | undefined> {
    const answer = await request;
    if (!answer.ok) return answer.error;
    this.changed(answer.message);
    return undefined;
  }
}
