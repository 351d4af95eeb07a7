/**
 * What is kept of a session in the attachment of its WebSocket.
 *
 * Ids and rooms always fit, because joining past their share is refused; a large request, and then `data` and `auth`,
 * move to storage when they do not.
 */

import { type IncomingRequest, storeRequest } from "../http/request.ts";
import {
  type Attachment,
  type Parts,
  readAttachment,
  Spill,
  SpilledRows,
  storeSocket,
  writeAttachment,
} from "./attachment.ts";
import { heaviestKey, isClonable, unclonableKey, weight } from "./structured-clone.ts";
import type { SocketState } from "./socket-state.ts";

/** Where a session puts what its attachment cannot hold, and whom it tells what cannot be kept at all. */
export interface RecordStorage {
  readonly kv: SyncKvStorage;
  /** `state` cannot be saved; its last good state stays. */
  unsaved(state: SocketState, error: Error): void;
}

/** A session as far as it is kept. */
interface Recorded {
  readonly id: string;
  readonly heartbeat: number;
  readonly request: IncomingRequest;
  readonly sockets: ReadonlyMap<string, SocketState>;
}

export class SessionRecord {
  readonly rows: SpilledRows;
  #spill: number = Spill.Nothing;
  /** Whether the row of the request says what it is now. */
  #requestSaved = false;
  /** Whether the row of `data` and `auth` says what they are now. */
  #partsSaved = false;
  /** Sockets whose `data` could not be saved as it is, and the key that was reported. */
  readonly #unsaved = new Map<SocketState, string>();

  constructor(
    private readonly session: Recorded,
    private readonly storage: RecordStorage,
  ) {
    this.rows = new SpilledRows(storage.kv, session.id);
  }

  /** The session was read from an attachment: nothing has changed since. */
  wasRead(spill: number): void {
    this.#spill = spill;
    this.#requestSaved = spill !== Spill.Nothing;
    this.#partsSaved = true;
  }

  /** What is kept of the request is not what it was. */
  requestChanged(): void {
    this.#requestSaved = false;
  }

  /** The `data` or `auth` of a socket is not what it was. */
  partsChanged(): void {
    this.#partsSaved = false;
  }

  /** A socket is gone. */
  dropped(state: SocketState): void {
    this.#unsaved.delete(state);
  }

  /** Writes the attachment, moving to storage what does not fit, and leaving out what cannot be kept. */
  save(ws: WebSocket): void {
    const kept = new Map<SocketState, Parts>();
    let purged = false;
    for (const state of this.#unsaved.keys()) if (state.saved) this.#keepLastGood(ws, state, kept);
    for (;;) {
      try {
        this.#write(ws, kept);
        break;
      } catch (error) {
        if (!purged) {
          for (const state of this.session.sockets.values()) state.purge();
          purged = true;
          continue;
        }
        const culprit = this.#culprit(kept);
        if (culprit === undefined) return;
        this.#keepLastGood(ws, culprit, kept);
        this.#report(culprit, error as Error);
      }
    }
    for (const state of this.session.sockets.values()) {
      state.saved = true;
      if (!kept.has(state)) this.#unsaved.delete(state);
    }
  }

  /** Forgets what was put into storage. */
  forget(): void {
    this.rows.delete(this.#spill);
  }

  /** @throws if something cannot be cloned, or is too large for a row. */
  #write(ws: WebSocket, kept: ReadonlyMap<SocketState, Parts>): void {
    const partsOf = (state: SocketState): Parts => kept.get(state) ?? [state.rawData, state.auth];
    while (!this.#fits(ws, partsOf)) {
      if (this.#spill === Spill.Everything) throw new RangeError("The state of the session is too large");
      this.#spill++;
    }
  }

  #fits(ws: WebSocket, partsOf: (state: SocketState) => Parts): boolean {
    const states = [...this.session.sockets.values()];
    const spilled = this.#spill === Spill.Everything;
    if (this.#spill !== Spill.Nothing && !this.#requestSaved) {
      this.rows.putRequest(storeRequest(this.session.request));
      this.#requestSaved = true;
    }
    if (spilled && !this.#partsSaved) {
      this.rows.putParts(new Map(states.map((state) => [state.namespace, partsOf(state)])));
      this.#partsSaved = true;
    }
    return writeAttachment(ws, [
      this.session.id,
      this.session.heartbeat,
      this.#spill,
      this.#spill === Spill.Nothing ? storeRequest(this.session.request) : 0,
      states.map((state) => storeSocket(state, spilled ? 0 : partsOf(state))),
    ]);
  }

  /** The socket whose `data` is to blame, among those that have not been given up on. */
  #culprit(kept: ReadonlyMap<SocketState, Parts>): SocketState | undefined {
    const suspects = [...this.session.sockets.values()].filter((state) => !kept.has(state));
    return (
      suspects.find((state) => !isClonable(state.rawData)) ??
      suspects.sort((a, b) => weight(b.rawData) - weight(a.rawData))[0]
    );
  }

  /** What was saved of a socket stays. */
  #keepLastGood(ws: WebSocket, state: SocketState, kept: Map<SocketState, Parts>): void {
    const previous: Attachment | null = readAttachment(ws);
    const stored = previous?.[4].find(([namespace, id]) => namespace === state.namespace && id === state.id);
    const parts = stored?.[6] === 0 ? this.rows.parts.get(state.namespace) : stored?.[6];
    kept.set(state, parts ?? [{}, isClonable(state.auth) ? state.auth : {}]);
    this.#partsSaved = false;
  }

  #report(state: SocketState, error: Error): void {
    const unclonable = unclonableKey(state.rawData);
    const key = unclonable ?? heaviestKey(state.rawData);
    if (this.#unsaved.get(state) === key) return;
    this.#unsaved.set(state, key);
    const problem =
      unclonable === undefined
        ? new RangeError(`socket.data.${key} is too large to be kept across hibernation`, { cause: error })
        : new TypeError(`socket.data.${key} cannot be kept across hibernation: ${error.message}`, {
            cause: error,
          });
    this.storage.unsaved(state, problem);
  }
}
