/**
 * All sessions of an object: those that are awake, and, from the first time that somebody asks for everyone, those that
 * sleep. Until then a wake costs nothing per socket.
 */

import { clearAttachment, isCleared } from "./attachment.ts";
import { Session, type SessionStorage } from "./session.ts";
import type { SocketState } from "./socket-state.ts";
import { idTag, SESSION_TAG } from "./tags.ts";

/** What knows the sockets of a namespace by id: its adapter. */
interface SocketIndex {
  /** Takes in a socket whose state was read from an attachment. */
  index(state: SocketState): void;
  /** Forgets a socket that is gone. */
  delAll(id: string): void;
}

/** The directory of sessions, by id and by WebSocket, and of the adapters that index their sockets. */
export class Sessions {
  readonly #byId = new Map<string, Session>();
  readonly #byWebSocket = new WeakMap<WebSocket, Session>();
  readonly #adapters = new Map<string, SocketIndex>();
  readonly #unclaimed = new Map<string, Set<SocketState>>();
  #complete = false;

  constructor(
    private readonly ctx: DurableObjectState,
    readonly storage: SessionStorage,
    private readonly completed: () => void,
  ) {}

  /** The WebSockets that this library accepted. An object may have others. */
  get webSockets(): WebSocket[] {
    return this.ctx.getWebSockets(SESSION_TAG);
  }

  /** Whether this library accepted a WebSocket. */
  owns(ws: WebSocket): boolean {
    if (this.#byWebSocket.has(ws)) return true;
    try {
      return this.ctx.getTags(ws).includes(SESSION_TAG);
    } catch {
      // A socket that this object has closed has no tags any more, and frames may still be on their way from it.
      return isCleared(ws);
    }
  }

  /** Every session, asleep or awake, that is open. Costs no look at an attachment. */
  get count(): number {
    let count = 0;
    for (const session of this.#byId.values()) if (session.ws === undefined) count++;
    for (const ws of this.webSockets) if (ws.readyState === WebSocket.OPEN) count++;
    return count;
  }

  /** Whether there are WebSockets, and nothing else: an object without any is kept longer, and polling keeps it awake. */
  get couldSleep(): boolean {
    for (const session of this.#byId.values()) if (session.ws === undefined) return false;
    return this.webSockets.length > 0;
  }

  /** Takes in a new session. */
  add(session: Session): void {
    this.#byId.set(session.id, session);
    if (session.ws !== undefined) this.#byWebSocket.set(session.ws, session);
  }

  /** Gives a session its WebSocket. */
  attach(session: Session, ws: WebSocket): void {
    session.attach(ws);
    this.#byWebSocket.set(ws, session);
  }

  /** Forgets a session that has ended. Its WebSocket, which may linger while it closes, is nobody's from now on. */
  remove(session: Session): void {
    this.#byId.delete(session.id);
    session.forget();
    for (const { namespace, id } of session.joining) this.#adapters.get(namespace)?.delAll(id);
    const { ws } = session;
    if (ws === undefined) return;
    this.#byWebSocket.delete(ws);
    clearAttachment(ws);
  }

  /** The session of a WebSocket, read from its attachment if it slept. */
  of(ws: WebSocket): Session | undefined {
    const known = this.#byWebSocket.get(ws);
    if (known !== undefined) return known;
    const session = Session.of(ws, this.storage);
    if (session === undefined) return undefined;
    this.add(session);
    for (const state of session.sockets.values()) this.#index(state);
    return session;
  }

  /** The session with this id, asleep or awake. */
  find(id: string): Session | undefined {
    const known = this.#byId.get(id);
    if (known !== undefined) return known;
    for (const ws of this.ctx.getWebSockets(idTag(id))) {
      const session = this.of(ws);
      if (session?.id === id) return session;
    }
    return undefined;
  }

  /** The session in which a socket is on its way through the middlewares of a namespace. */
  findJoining(namespace: string, socketId: string): Session | undefined {
    for (const session of this.#byId.values())
      for (const state of session.joining)
        if (state.id === socketId && state.namespace === namespace) return session;
    return undefined;
  }

  /** Reads the attachments of all that sleep, once in an object's life. */
  complete(): void {
    if (this.#complete) return;
    this.#complete = true;
    for (const ws of this.webSockets) this.of(ws);
    this.completed();
  }

  /** Every session. */
  all(): Iterable<Session> {
    this.complete();
    return this.#byId.values();
  }

  /** Takes in the adapter of a namespace, and gives it the sockets that were read before it existed. */
  addAdapter(namespace: string, adapter: SocketIndex): void {
    this.#adapters.set(namespace, adapter);
    for (const state of this.#unclaimed.get(namespace) ?? []) adapter.index(state);
    this.#unclaimed.delete(namespace);
  }

  /** Lets go of the adapter of a namespace that is closed. */
  removeAdapter(namespace: string, adapter: SocketIndex): void {
    if (this.#adapters.get(namespace) === adapter) this.#adapters.delete(namespace);
  }

  #index(state: SocketState): void {
    const adapter = this.#adapters.get(state.namespace);
    if (adapter !== undefined) {
      adapter.index(state);
      return;
    }
    const unclaimed = this.#unclaimed.get(state.namespace) ?? new Set();
    this.#unclaimed.set(state.namespace, unclaimed.add(state));
  }
}
