/** The messages that wait to be sent: in memory, and in the store of this device. */
import { signal } from "@preact/signals";
import type { PendingMessage } from "./pending-message.ts";
import type { PendingStore } from "./pending-store.ts";

export class PendingList {
  /** Oldest first, rejected ones included. */
  readonly messages = signal<readonly PendingMessage[]>([]);
  /** The nonces of all messages that this page has had. */
  readonly nonces = new Set<string>();
  /** Resolves when the messages of earlier visits are here; they go first. */
  readonly loaded: Promise<void>;

  constructor(private readonly store: PendingStore) {
    this.loaded = this.#load();
  }

  add(message: PendingMessage): void {
    this.store.write(message);
    this.nonces.add(message.nonce);
    this.messages.value = [...this.messages.value, message];
  }

  find(nonce: string): PendingMessage | undefined {
    return this.messages.peek().find((message) => message.nonce === nonce);
  }

  /** Replaces a message that is still in the list. */
  replace(message: PendingMessage): void {
    if (this.find(message.nonce) === undefined) return;
    this.store.write(message);
    this.messages.value = this.messages
      .peek()
      .map((other) => (other.nonce === message.nonce ? message : other));
  }

  remove(nonce: string): void {
    this.store.remove(nonce);
    this.messages.value = this.messages.peek().filter((message) => message.nonce !== nonce);
  }

  async #load(): Promise<void> {
    const stored = await this.store.read();
    for (const { nonce } of stored) this.nonces.add(nonce);
    const known = new Set(this.messages.peek().map(({ nonce }) => nonce));
    this.messages.value = [...stored.filter(({ nonce }) => !known.has(nonce)), ...this.messages.peek()];
  }
}
