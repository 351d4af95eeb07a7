/** Shares what the user changes in this browser with their other devices, and takes what they change there. */
import type { AccountState } from "../../../shared/account.ts";
import type { Ack, WireError } from "../../../shared/contract/errors.ts";
import type { Store } from "../../storage/device-storage.ts";
import type { Clock } from "../clock.ts";
import { forgetAccount, hasAccount, type Merged, merge, type Outgoing, outgoing } from "./shared-items.ts";

/** How long to wait for further changes, in milliseconds. */
const PAUSE = 2_000;
/** The shortest time between two requests that share only read marks, in milliseconds: a reader moves them all the time. */
const READ_PAUSE = 30_000;
/** The shortest time between two requests when nothing was changed here, in milliseconds. */
const LOOK_PAUSE = 3_000;

export interface AccountSyncOptions {
  store: Store;
  clock: Clock;
  send(changes: Pick<Outgoing, "rev" | "changes">): Promise<Ack<AccountState>>;
  /** Called when the storage of the browser has something new of the account. */
  merged(merged: Merged): void;
  /** Called when the account does not accept the session. */
  rejected?(error: WireError): void;
}

export class AccountSync {
  #isSending = false;
  /** Whether to send again: something may have changed since the request was made. */
  #again = false;
  #cancel: (() => void) | undefined;
  #sentAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly options: AccountSyncOptions) {}

  /** To be called when something may have changed here. */
  changed(): void {
    this.#cancel ??= this.options.clock.after(PAUSE, () => this.#sendChanges());
  }

  /** To be called when the user looks at the page. */
  looked(): void {
    if (this.options.clock.now() - this.#sentAt >= LOOK_PAUSE) void this.sync();
  }

  /** To be called when the page is left: sends what was not sent. */
  left(): void {
    const { store, clock } = this.options;
    if (hasAccount(store) && outgoing(store, clock.now()).changes.length > 0) void this.sync();
  }

  /** Sends the changes of this browser, and takes those of the others. Never rejects. */
  async sync(): Promise<void> {
    const { store, clock, send, merged, rejected } = this.options;
    this.#stopWaiting();
    if (!hasAccount(store)) return;
    this.#again = this.#isSending;
    if (this.#isSending) return;
    this.#isSending = true;
    this.#sentAt = clock.now();
    const { sent, ...request } = outgoing(store, clock.now());
    const answer = await send(request);
    this.#isSending = false;
    // It may have been removed meanwhile, by a sign-out.
    if (!hasAccount(store)) return;
    if (!answer.ok) {
      if (answer.error.code === "unauthorized") rejected?.(answer.error);
      return;
    }
    if (answer.rev === undefined) {
      forgetAccount(store);
      return;
    }
    merged(merge(store, { ...request, sent }, answer));
    // What the account did not have on a first reading, and more changes than a request may have.
    if (this.#again || request.rev === undefined || outgoing(store, clock.now()).changes.length > 0)
      this.changed();
  }

  #sendChanges(): void {
    this.#cancel = undefined;
    const { store, clock } = this.options;
    if (!hasAccount(store)) return;
    const { rev, changes } = outgoing(store, clock.now());
    if (rev !== undefined && changes.length === 0 && !this.#again) return;
    const wait = changes.every(({ kind }) => kind === "seen") ? this.#sentAt + READ_PAUSE - clock.now() : 0;
    if (rev === undefined || this.#again || wait <= 0) void this.sync();
    else this.#cancel = clock.after(wait, () => void this.sync());
  }

  #stopWaiting(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
