/** Sends the responses of a node: those of a turn to the same node together. */

import { type Caller, withRetries } from "./calls.ts";
import type { ClusterResponse } from "./messages.ts";

/** The most responses of a call. */
const MAX_RESPONSES = 1_000;

/** The responder of a node. */
export class Responder {
  /** Responses that wait, by the node that they are for. */
  readonly #waiting = new Map<string, ClusterResponse[]>();

  constructor(
    private readonly call: Caller,
    private readonly reportError: (error: unknown) => void,
  ) {}

  /** Sends a response to a node. */
  send(node: string, response: ClusterResponse): void {
    const waiting = this.#waiting.get(node);
    if (waiting !== undefined) {
      waiting.push(response);
      return;
    }
    const responses = [response];
    this.#waiting.set(node, responses);
    void this.#run(node, responses);
  }

  async #run(node: string, waiting: ClusterResponse[]): Promise<void> {
    await Promise.resolve();
    while (waiting.length > 0) {
      const responses = waiting.splice(0, MAX_RESPONSES);
      try {
        await withRetries(() => this.call(node, { kind: "respond", responses }));
      } catch (error) {
        this.reportError(error);
      }
    }
    this.#waiting.delete(node);
  }
}
