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

  /** @param onLate called when messages of earlier visits are found after {@link loaded} */
  constructor(
    private readonly store: PendingStore,
    onLate: () => void,
  ) {
    const late = (stored: PendingMessage[]) => {
      this.#addStored(stored);
      onLate();
    };
    this.loaded = store.read(late).then((stored) => this.#addStored(stored));
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

  #addStored(stored: readonly PendingMessage[]): void {
    const added = stored.filter(({ nonce }) => !this.nonces.has(nonce));
    for (const { nonce } of added) this.nonces.add(nonce);
    this.messages.value = [...added, ...this.messages.peek()];
  }
}
