/**
 * Saves a session to the attachment of its WebSocket.
 *
 * Ids and rooms always fit, because a `join` beyond their limit is rejected. A large request moves to a row, and then
 * `data` and `auth` do.
 */

import type { IncomingRequest } from "../http/request.ts";
import {
  type Attachment,
  Overflow,
  OverflowRows,
  type Parts,
  readAttachment,
  storeSocket,
  writeAttachment,
} from "./attachment.ts";
import type { SocketState } from "./socket-state.ts";
import { storeRequest } from "./stored-request.ts";
import { estimateSize, isCloneable, largestKey, uncloneableKey } from "./structured-clone.ts";

/** What the store of a session needs from the object. */
export interface SessionStoreHost {
  readonly kv: SyncKvStorage;
  /** Reports that the `data` of a socket cannot be saved. The last saved `data` is kept. */
  reportUnsaved(state: SocketState, error: Error): void;
}

/** What is saved of a session. */
interface SavedSession {
  readonly id: string;
  readonly heartbeat: number;
  readonly request: IncomingRequest;
  readonly sockets: ReadonlyMap<string, SocketState>;
  /** The position in the log of the cluster, or 0. */
  readonly position: number;
}

/** Parts that are saved in place of a socket's present ones. */
type Replacements = Map<SocketState, Parts>;

/** The store of one session. */
export class SessionStore {
  readonly rows: OverflowRows;
  #overflow: number = Overflow.None;
  /** Whether the row of the request is up to date. */
  #isRequestSaved = false;
  /** Whether the row of `data` and `auth` is up to date. */
  #arePartsSaved = false;
  /** Sockets whose `data` cannot be saved, and the key that was reported. */
  readonly #unsaved = new Map<SocketState, string>();

  constructor(
    private readonly session: SavedSession,
    private readonly host: SessionStoreHost,
  ) {
    this.rows = new OverflowRows(host.kv, session.id);
  }

  /** The session has been restored from an attachment, so its rows are up to date. */
  restored(overflow: number): void {
    this.#overflow = overflow;
    this.#isRequestSaved = overflow !== Overflow.None;
    this.#arePartsSaved = true;
  }

  /** The kept properties of the request have changed. */
  requestChanged(): void {
    this.#isRequestSaved = false;
  }

  /** The `data` or `auth` of a socket has changed. */
  partsChanged(): void {
    this.#arePartsSaved = false;
  }

  /** A socket has left. */
  socketRemoved(state: SocketState): void {
    this.#unsaved.delete(state);
  }

  /** Saves the session. Of a socket whose `data` cannot be saved, the last saved `data` is kept. */
  save(ws: WebSocket): void {
    const replacements: Replacements = new Map();
    let isUnwrapped = false;
    for (const state of this.#unsaved.keys()) if (state.saved) this.#useLastSaved(ws, state, replacements);
    for (;;) {
      try {
        this.#write(ws, replacements);
        break;
      } catch (error) {
        if (!isUnwrapped) {
          for (const state of this.session.sockets.values()) state.unwrapData();
          isUnwrapped = true;
          continue;
        }
        const unsavable = this.#findUnsavable(replacements);
        if (unsavable === undefined) return;
        this.#useLastSaved(ws, unsavable, replacements);
        this.#report(unsavable, error as Error);
      }
    }
    for (const state of this.session.sockets.values()) {
      state.saved = true;
      if (!replacements.has(state)) this.#unsaved.delete(state);
    }
  }

  /** Deletes the session's rows. */
  deleteRows(): void {
    this.rows.delete(this.#overflow);
  }

  /** @throws if something cannot be cloned, or is too large for a row */
  #write(ws: WebSocket, replacements: Replacements): void {
    const partsOf = (state: SocketState): Parts => replacements.get(state) ?? [state.rawData, state.auth];
    while (!this.#tryWrite(ws, partsOf)) {
      if (this.#overflow === Overflow.Everything) {
        throw new RangeError("The state of the session is too large");
      }
      this.#overflow++;
    }
  }

  #tryWrite(ws: WebSocket, partsOf: (state: SocketState) => Parts): boolean {
    const states = [...this.session.sockets.values()];
    const arePartsInRow = this.#overflow === Overflow.Everything;
    if (this.#overflow !== Overflow.None && !this.#isRequestSaved) {
      this.rows.putRequest(storeRequest(this.session.request));
      this.#isRequestSaved = true;
    }
    if (arePartsInRow && !this.#arePartsSaved) {
      this.rows.putParts(new Map(states.map((state) => [state.namespace, partsOf(state)])));
      this.#arePartsSaved = true;
    }
    const attachment: Attachment = [
      this.session.id,
      this.session.heartbeat,
      this.#overflow,
      this.#overflow === Overflow.None ? storeRequest(this.session.request) : 0,
      states.map((state) => storeSocket(state, arePartsInRow ? 0 : partsOf(state))),
    ];
    if (this.session.position > 0) attachment.push(this.session.position);
    return writeAttachment(ws, attachment);
  }

  /** Finds the socket because of which saving failed, among those that have no replacement yet. */
  #findUnsavable(replacements: Replacements): SocketState | undefined {
    const candidates = [...this.session.sockets.values()].filter((state) => !replacements.has(state));
    return (
      candidates.find((state) => !isCloneable(state.rawData)) ??
      candidates.sort((a, b) => estimateSize(b.rawData) - estimateSize(a.rawData))[0]
    );
  }

  #useLastSaved(ws: WebSocket, state: SocketState, replacements: Replacements): void {
    const attachment = readAttachment(ws);
    const stored = attachment?.[4].find(
      ([namespace, id]) => namespace === state.namespace && id === state.id,
    );
    const parts = stored?.[6] === 0 ? this.rows.parts.get(state.namespace) : stored?.[6];
    replacements.set(state, parts ?? [{}, isCloneable(state.auth) ? state.auth : {}]);
    this.#arePartsSaved = false;
  }

  #report(state: SocketState, cause: Error): void {
    const uncloneable = uncloneableKey(state.rawData);
    const key = uncloneable ?? largestKey(state.rawData);
    if (this.#unsaved.get(state) === key) return;
    this.#unsaved.set(state, key);
    const error =
      uncloneable === undefined
        ? new RangeError(`socket.data.${key} is too large to be kept across hibernation`, { cause })
        : new TypeError(`socket.data.${key} cannot be kept across hibernation: ${cause.message}`, { cause });
    this.host.reportUnsaved(state, error);
  }
}
