/**
 * The sessions of an object: those that are awake and, once all are asked for, those that sleep. Until then no attachment
 * is read but that of a WebSocket with an event, so that a wake is cheap with many sockets.
 */

import { clearAttachment, isCleared } from "./attachment.ts";
import { Session, type SessionStorage } from "./session.ts";
import type { SocketState } from "./socket-state.ts";
import { idTag, SESSION_TAG } from "./tags.ts";

/** An adapter, as sessions use it. */
interface SocketIndex {
  /** Adds a socket that was restored from an attachment. */
  addRestored(state: SocketState): void;
  /** Removes a socket. */
  delAll(id: string): void;
}

/** Is told about the sessions of an object. */
interface SessionObserver {
  sessionAdded(id: string): void;
  sessionRemoved(session: Session): void;
}

/** Finds sessions by id and by WebSocket. */
export class Sessions {
  readonly #byId = new Map<string, Session>();
  readonly #byWebSocket = new WeakMap<WebSocket, Session>();
  readonly #adapters = new Map<string, SocketIndex>();
  /** Restored sockets of namespaces that have no adapter yet. */
  readonly #waitingForAdapter = new Map<string, Set<SocketState>>();
  #isLoaded = false;

  /**
   * @param onLoad is called after {@link loadAll} has read all attachments
   * @param observer is told which sessions there are
   */
  constructor(
    private readonly ctx: DurableObjectState,
    readonly storage: SessionStorage,
    private readonly onLoad: () => void,
    private readonly observer?: SessionObserver,
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
      // A WebSocket that the object has closed has no tags any more, and may still deliver frames.
      return isCleared(ws);
    }
  }

  /** How many sessions are open, asleep or awake. Reads no attachment. */
  get count(): number {
    let count = 0;
    for (const session of this.#byId.values()) if (session.ws === undefined) count++;
    for (const ws of this.webSockets) if (ws.readyState === WebSocket.OPEN) count++;
    return count;
  }

  /** Whether there is a session, asleep or awake. Reads no attachment. */
  get isEmpty(): boolean {
    return this.#byId.size === 0 && this.count === 0;
  }

  /**
   * Whether the sessions allow the object to hibernate. It must have WebSockets, because without any the runtime evicts it
   * later; long-polling keeps it in memory.
   */
  get canHibernate(): boolean {
    for (const session of this.#byId.values()) if (session.ws === undefined) return false;
    return this.webSockets.length > 0;
  }

  /** Adds a session. */
  add(session: Session): void {
    this.#byId.set(session.id, session);
    this.observer?.sessionAdded(session.id);
    if (session.ws !== undefined) this.#byWebSocket.set(session.ws, session);
  }

  /** Sets the WebSocket of a session. */
  attachWebSocket(session: Session, ws: WebSocket): void {
    session.attachWebSocket(ws);
    this.#byWebSocket.set(ws, session);
  }

  /** Removes a session that has ended. */
  remove(session: Session): void {
    this.#byId.delete(session.id);
    session.deleteRows();
    for (const { namespace, id } of session.joining) this.#adapters.get(namespace)?.delAll(id);
    const { ws } = session;
    if (ws !== undefined) {
      this.#byWebSocket.delete(ws);
      clearAttachment(ws);
    }
    this.observer?.sessionRemoved(session);
  }

  /** Returns the session of a WebSocket. A sleeping session is restored from the attachment. */
  fromWebSocket(ws: WebSocket): Session | undefined {
    const known = this.#byWebSocket.get(ws);
    if (known !== undefined) return known;
    const session = Session.restore(ws, this.storage);
    if (session === undefined) return undefined;
    this.add(session);
    for (const state of session.sockets.values()) this.#addToAdapter(state);
    return session;
  }

  /** Returns the session with this id, asleep or awake. */
  find(id: string): Session | undefined {
    const known = this.#byId.get(id);
    if (known !== undefined) return known;
    for (const ws of this.ctx.getWebSockets(idTag(id))) {
      const session = this.fromWebSocket(ws);
      if (session?.id === id) return session;
    }
    return undefined;
  }

  /** Returns the session of a socket whose middlewares are running. */
  findJoining(namespace: string, socketId: string): Session | undefined {
    for (const session of this.#byId.values())
      for (const state of session.joining)
        if (state.id === socketId && state.namespace === namespace) return session;
    return undefined;
  }

  /** Restores all sleeping sessions. Only the first call after the object started does anything. */
  loadAll(): void {
    if (this.#isLoaded) return;
    this.#isLoaded = true;
    for (const ws of this.webSockets) this.fromWebSocket(ws);
    this.onLoad();
  }

  /** Returns every session. */
  all(): Iterable<Session> {
    this.loadAll();
    return this.#byId.values();
  }

  /** Registers the adapter of a namespace, and gives it the sockets that were restored before. */
  addAdapter(namespace: string, adapter: SocketIndex): void {
    this.#adapters.set(namespace, adapter);
    for (const state of this.#waitingForAdapter.get(namespace) ?? []) adapter.addRestored(state);
    this.#waitingForAdapter.delete(namespace);
  }

  /** Removes the adapter of a closed namespace. */
  removeAdapter(namespace: string, adapter: SocketIndex): void {
    if (this.#adapters.get(namespace) === adapter) this.#adapters.delete(namespace);
  }

  #addToAdapter(state: SocketState): void {
    const adapter = this.#adapters.get(state.namespace);
    if (adapter !== undefined) {
      adapter.addRestored(state);
      return;
    }
    const waiting = this.#waitingForAdapter.get(state.namespace) ?? new Set();
    this.#waitingForAdapter.set(state.namespace, waiting.add(state));
  }
}
