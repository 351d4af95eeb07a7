/** Sends the messages of a relay to its room: in batches, one at a time, each until it is answered. */
import { resultWithin } from "../../platform/with-timeout.ts";
import type { Clock } from "../clock.ts";
import type { Transmission, UpBatch, UpMessage } from "./messages.ts";

/** How long the room may take, in milliseconds, before a batch is sent again. */
const DEADLINE = 10_000;

/** How long after a failure it is sent again: at first, and at most. In milliseconds. */
const FIRST_RETRY = 50;
const LAST_RETRY = 2_000;

/** How often it is sent before its clients get an error. They try again by themselves. */
const MAX_TRIES = 12;

const MAX_BATCH = 500;
const MAX_WAITING = 5_000;

export interface RelayUplinkHost {
  clock: Pick<Clock, "after">;
  /** How long read receipts wait for others, in milliseconds: a thousand readers of one message are a thousand of them. */
  delay(): number;
  /** Everything in a batch but its number and its messages. */
  head(): Promise<Omit<UpBatch, "instance" | "number" | "messages">>;
  /** A new stub each time: one that failed stays broken. */
  call(batch: UpBatch): Promise<Transmission>;
  onAnswer(transmission: Transmission): void;
  /** The room did not answer: these are not sent again. */
  onFailed(messages: readonly UpMessage[]): void;
}

export class RelayUplink {
  readonly #instance = crypto.randomUUID();
  #number = 0;
  #waiting: UpMessage[] = [];
  #isRunning = false;
  /** Whether a batch is to be sent as soon as the last one is answered. */
  #isDue = false;
  #isTimerSet = false;

  constructor(private readonly host: RelayUplinkHost) {}

  /** @returns false where too many wait already; a client that left is always reported */
  send(message: UpMessage): boolean {
    if (this.#waiting.length >= MAX_WAITING && message.type !== "leave") return false;
    this.#waiting.push(message);
    if (message.type === "event" && message.name === "read") this.#startLater();
    else this.#start();
    return true;
  }

  /** Sends a batch without messages, to hear from the room. */
  ask(): void {
    this.#start();
  }

  #start(): void {
    this.#isDue = true;
    if (this.#isRunning) return;
    this.#isRunning = true;
    queueMicrotask(() => void this.#run());
  }

  #startLater(): void {
    const wait = this.host.delay();
    if (wait === 0) this.#start();
    if (wait === 0 || this.#isTimerSet) return;
    this.#isTimerSet = true;
    this.host.clock.after(wait, () => {
      this.#isTimerSet = false;
      if (this.#waiting.length > 0) this.#start();
    });
  }

  async #run(): Promise<void> {
    try {
      while (this.#isDue) {
        const batch = this.#waiting.splice(0, MAX_BATCH);
        this.#isDue = this.#waiting.length > 0;
        await this.#send(batch);
      }
    } finally {
      this.#isRunning = false;
    }
  }

  async #send(given: UpMessage[]): Promise<void> {
    const number = ++this.#number;
    let messages = given;
    for (let tries = 1; ; tries++) {
      const batch = { ...(await this.host.head()), instance: this.#instance, number, messages };
      const answer = await resultWithin(DEADLINE, this.host.call(batch)).catch(() => undefined);
      if (answer !== undefined) {
        this.host.onAnswer(answer);
        return;
      }
      if (tries === MAX_TRIES) {
        this.host.onFailed(messages);
        messages = messages.filter(({ type }) => type === "leave");
        if (messages.length === 0) return;
      }
      await scheduler.wait(Math.min(LAST_RETRY, FIRST_RETRY * 2 ** (tries - 1)));
    }
  }
}
