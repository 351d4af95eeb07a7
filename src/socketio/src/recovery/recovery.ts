/**
 * Connection state recovery that survives hibernation, crashes and deploys.
 *
 * A session is saved when its socket connects and when its rooms or data change, not only when it ends, so that a crash
 * loses no session.
 *
 * Source: https://socket.io/docs/v4/connection-state-recovery
 */

import type { ConnectionStateRecoveryOptions } from "../options.ts";
import type { RestoredSession } from "../socketio-internals.ts";
import type { Sessions } from "../state/sessions.ts";
import type { SocketState } from "../state/socket-state.ts";
import { MissedPackets } from "./missed-packets.ts";
import type { LoggedFrames, RecoveryLog, Target } from "./packet-log.ts";
import type { StoredSession, StoredSessions } from "./stored-sessions.ts";

/** Sessions and packets of the other nodes of a cluster. */
export interface ClusterSessions {
  /** Moves the session with a private id to this node, if another has it. A session that stays elsewhere has a `move`. */
  fetch(pid: string, namespace: string, offset: string): Promise<void>;
  /** Loads the packets after an offset into the log. Returns whether that was possible. */
  load(after: string): Promise<boolean>;
}

/** What recovery needs from the object. */
export interface RecoveryHost {
  readonly stored: StoredSessions;
  readonly log: RecoveryLog;
  /** Set if the object is a node of a cluster. */
  readonly cluster: ClusterSessions | undefined;
  readonly sessions: Sessions;
  /** How long it may take to detect a dead connection, in milliseconds. */
  readonly detectionTime: number;
  /** Ends the connection with this id, because its client has connected again. */
  endConnection(id: string): Promise<void>;
  /** Schedules {@link Recovery.trim}, unless it is scheduled. `at` is in milliseconds since the epoch. */
  scheduleTrim(at: number): void;
}

/** The recoverable sessions and the packet log of an object. */
export class Recovery {
  readonly #maxDuration: number;
  readonly #changed = new Set<SocketState>();
  /** The `since` of each open session, by private id. */
  readonly #since = new Map<string, string>();
  /** Missed packets of sessions that were restored and whose sockets have not joined yet, by socket id. */
  readonly #restored = new Map<string, MissedPackets>();
  /** Sources that are still read. The log keeps their packets. */
  readonly #reading = new Set<MissedPackets>();
  readonly #log: RecoveryLog;

  constructor(
    { maxDisconnectionDuration }: Required<ConnectionStateRecoveryOptions>,
    private readonly host: RecoveryHost,
  ) {
    this.#maxDuration = maxDisconnectionDuration;
    this.#log = host.log;
  }

  /** Saves the session of a socket whose rooms or data have changed, in this turn of the event loop. */
  scheduleSave(state: SocketState): void {
    this.#sinceOf(state);
    if (this.#changed.size === 0) queueMicrotask(() => this.#saveChanged());
    this.#changed.add(state);
  }

  /** Saves the session of a socket whose connection ended in a way that allows recovery. */
  persistSession(state: SocketState): void {
    this.#changed.delete(state);
    this.#save(state, state.session?.silentSince ?? Date.now());
    this.scheduleTrim();
  }

  /** Deletes the session of a socket that has disconnected for good, or did not join after a restore. */
  deleteSession(state: SocketState): void {
    this.#changed.delete(state);
    this.#restored.get(state.id)?.cancel();
    this.#restored.delete(state.id);
    if (state.pid === undefined) return;
    this.#since.delete(state.pid);
    this.host.stored.delete(state.pid);
  }

  /** Returns the offset for the next packet. The packet contains it, so it is needed before the packet is encoded. */
  nextOffset(): string {
    return this.#log.nextOffset();
  }

  /** The offset of the last packet. */
  get lastOffset(): string {
    return this.#log.lastOffset;
  }

  /** Logs a packet. Returns `false` if it is larger than a row, 2 MB. */
  log(offset: string, namespace: string, target: Target, frames: LoggedFrames): boolean {
    const isLogged = this.#log.add(offset, namespace, target, frames);
    if (isLogged) this.scheduleTrim();
    return isLogged;
  }

  /** Returns a source of one logged packet, for a socket that has not yet got all packets before it. */
  sourceOf({ namespace, rooms }: SocketState, offset: string): MissedPackets {
    return this.#read(namespace, [...rooms], { after: this.#log.before(offset), upTo: offset });
  }

  /** Returns what a socket with a restored session has missed up to now, and restores its `needsMiddlewares`. */
  takeMissedPackets(state: SocketState): MissedPackets | undefined {
    const missed = this.#restored.get(state.id);
    this.#restored.delete(state.id);
    if (missed === undefined) return undefined;
    missed.extend(this.#log.lastOffset);
    if (this.#find(state.pid ?? "", state.namespace)?.needsMiddlewares) state.needsMiddlewares = true;
    return missed;
  }

  /**
   * Restores the session with a private id. {@link takeMissedPackets} then returns the packets after `offset`; an empty
   * `offset` is the start of the session.
   *
   * A session has one connection at a time. A connection that still uses it, or is about to, is ended first.
   *
   * @returns `undefined` if there is no such session, or it ended too long ago
   */
  async restore(pid: string, offset: string, namespace: string): Promise<RestoredSession | undefined> {
    const { cluster } = this.host;
    if (cluster !== undefined) await cluster.fetch(pid, namespace, offset);
    if (this.#find(pid, namespace)?.move !== undefined) return undefined;
    const session = await this.#takeOver(pid, namespace);
    if (session === undefined || (offset !== "" && !this.#log.canContain(offset, Date.now())))
      return undefined;
    const { sid, rooms, data, since } = session;
    // A client cannot get packets from before its session.
    const after = offset > since ? offset : since;
    if (cluster !== undefined) {
      const isLoaded = await cluster.load(after);
      const current = this.#find(pid, namespace);
      const isHere = current?.connection === session.connection && current.move === undefined;
      if (!isLoaded || !isHere) return undefined;
    }
    if (this.#restored.has(sid)) return undefined;
    this.#restored.set(sid, this.#read(namespace, rooms, { after, upTo: this.#log.lastOffset }));
    return { sid, pid, rooms, data, missedPackets: [] };
  }

  /**
   * Ends the connection that uses a session, so that another node can restore it.
   *
   * @returns the session; `undefined` if it cannot be recovered
   */
  release(pid: string, namespace: string): Promise<StoredSession | undefined> {
    return this.#takeOver(pid, namespace);
  }

  /**
   * Deletes sessions and packets that are too old to be recovered, and schedules the next call if some are left.
   *
   * Silent connections must have been ended before, so that their missed packets are younger than
   * {@link RecoveryHost.detectionTime}.
   *
   * @param now in milliseconds since the epoch
   */
  trim(now: number): void {
    const { stored, sessions, detectionTime } = this.host;
    const old: string[] = [];
    const ended: Array<[pid: string, session: StoredSession]> = [];
    let left = this.#log.trim(now - this.#maxDuration - detectionTime, this.earliestPosition);
    for (const [pid, session] of stored.all()) {
      const open = sessions.find(session.connection)?.sockets.get(session.namespace);
      if (open?.pid === pid) continue;
      if (session.closedAt === undefined) ended.push([pid, session]);
      if (session.closedAt !== undefined && session.closedAt + this.#maxDuration < now) old.push(pid);
      else left = true;
    }
    for (const pid of old) stored.delete(pid);
    for (const [pid, session] of ended) stored.put(pid, { ...session, closedAt: now });
    if (left) this.scheduleTrim();
  }

  /**
   * Ends the connection that uses a session, or is about to.
   *
   * @returns the session; `undefined` if there is none, if it ended too long ago, or if another connection is restoring it
   */
  async #takeOver(pid: string, namespace: string): Promise<StoredSession | undefined> {
    if (this.#find(pid, namespace) === undefined) return undefined;
    const user = this.#find(pid, namespace)?.connection ?? "";
    if (this.host.sessions.find(user)?.sockets.get(namespace)?.pid === pid)
      await this.host.endConnection(user);
    const joining = this.host.sessions.findJoining(namespace, this.#find(pid, namespace)?.sid ?? "");
    if (joining !== undefined) await this.host.endConnection(joining.id);
    const session = this.#find(pid, namespace);
    if (session === undefined || this.#restored.has(session.sid)) return undefined;
    if (session.closedAt !== undefined && session.closedAt + this.#maxDuration < Date.now()) {
      this.host.stored.delete(pid);
      return undefined;
    }
    return session;
  }

  #read(namespace: string, rooms: readonly string[], range: { after: string; upTo: string }): MissedPackets {
    const missed = new MissedPackets(this.#log, namespace, rooms, range, (source) =>
      this.#reading.delete(source),
    );
    this.#reading.add(missed);
    return missed;
  }

  /** The earliest offset after which a source still reads. */
  get earliestPosition(): string | undefined {
    let earliest: string | undefined;
    for (const { position } of this.#reading)
      if (earliest === undefined || position < earliest) earliest = position;
    return earliest;
  }

  /** Schedules the deletion of what is logged or ends now. */
  scheduleTrim(): void {
    this.host.scheduleTrim(Date.now() + this.#maxDuration + this.host.detectionTime);
  }

  #find(pid: string, namespace: string): StoredSession | undefined {
    return this.host.stored.find(pid, namespace);
  }

  #sinceOf({ pid = "", namespace }: SocketState): string {
    const since = this.#since.get(pid) ?? this.#find(pid, namespace)?.since ?? this.#log.lastOffset;
    this.#since.set(pid, since);
    return since;
  }

  #saveChanged(): void {
    const states = [...this.#changed];
    this.#changed.clear();
    for (const state of states) if (state.session?.sockets.get(state.namespace) === state) this.#save(state);
  }

  #save(state: SocketState, closedAt?: number): void {
    const { pid, session } = state;
    if (pid === undefined || session === undefined) return;
    const since = this.#sinceOf(state);
    if (closedAt !== undefined) this.#since.delete(pid);
    else this.scheduleTrim();
    const stored: StoredSession = {
      namespace: state.namespace,
      sid: state.id,
      connection: session.id,
      rooms: [...state.rooms],
      data: state.rawData,
      needsMiddlewares: state.needsMiddlewares,
      since,
    };
    if (closedAt !== undefined) stored.closedAt = closedAt;
    if (this.host.stored.put(pid, stored)) return;
    state.unwrapData();
    if (this.host.stored.put(pid, stored)) return;
    // The session store reports data that cannot be saved. Here, too, the last saved data is kept.
    this.host.stored.put(pid, { ...stored, data: this.#find(pid, state.namespace)?.data ?? {} });
  }
}
