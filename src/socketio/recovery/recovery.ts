/**
 * Connection state recovery that outlives hibernation, crashes and deploys.
 *
 * A session is written when its socket connects and when its rooms or data change, not when it ends, so that a killed
 * server loses none. Packets are logged in order, under offsets that compare even when the packet they name is gone.
 *
 * Source: https://socket.io/docs/v4/connection-state-recovery
 */

import type { ConnectionStateRecoveryOptions } from "../options.ts";
import type { Sessions } from "../state/sessions.ts";
import type { SocketState } from "../state/socket-state.ts";
import type { WokenSession } from "../socketio-internals.ts";
import { MissedPackets } from "./missed-packets.ts";
import { type Audience, type LoggedFrames, PacketLog, previousOffset } from "./packet-log.ts";

const SESSION = "socketio:recovery:";

/** A session that a client may come back to. */
interface StoredSession {
  namespace: string;
  sid: string;
  /** The connection that holds it, or held it last. */
  connection: string;
  rooms: string[];
  data: unknown;
  /** Whether only the middlewares can put on the socket what they put there. */
  needsMiddlewares: boolean;
  /** The end of the log when the session began: where a client that never received an event resumes. */
  since: string;
  /** When its connection ended, in milliseconds since the epoch. Unset while it lives, and after a crash. */
  closedAt?: number;
}

/** What recovery needs of the object around it. */
export interface RecoveryHost {
  readonly kv: SyncKvStorage;
  readonly sessions: Sessions;
  /** How long a dead connection may go unnoticed, in milliseconds. */
  readonly grace: number;
  /** Ends the connection that still holds a session, because its client has come back on another. */
  end(connection: string): Promise<void>;
  /** Asks for {@link Recovery.trim} at a time, if it is not asked for yet. */
  trimAt(at: number): void;
}

/** The durable store of sessions and packets. */
export class Recovery {
  readonly #window: number;
  readonly #changed = new Set<SocketState>();
  readonly #since = new Map<string, string>();
  /** What was missed in sessions that were handed out and whose new connection is not written yet, by socket id. */
  readonly #claimed = new Map<string, MissedPackets>();
  /** Whatever is still to be read from the log, which is kept for it. */
  readonly #reading = new Set<MissedPackets>();
  readonly #log: PacketLog;

  constructor(
    { maxDisconnectionDuration }: Required<ConnectionStateRecoveryOptions>,
    private readonly host: RecoveryHost,
  ) {
    this.#window = maxDisconnectionDuration;
    this.#log = new PacketLog(host.kv);
  }

  /** Saves a session before this turn ends. */
  changed(state: SocketState): void {
    this.#sinceOf(state);
    if (this.#changed.size === 0) queueMicrotask(() => this.#saveChanged());
    this.#changed.add(state);
  }

  /** The connection of a session ended in a way that can be recovered from. */
  closed(state: SocketState): void {
    this.#changed.delete(state);
    this.#save(state, state.session?.silentSince ?? Date.now());
    this.#trimLater();
  }

  /** A session ended for good, or a socket that was to recover one did not join. */
  forget(state: SocketState): void {
    this.#changed.delete(state);
    this.#claimed.get(state.id)?.cancel();
    this.#claimed.delete(state.id);
    if (state.pid === undefined) return;
    this.#since.delete(state.pid);
    this.host.kv.delete(SESSION + state.pid);
  }

  /** The next offset. It is part of the packet, so it must be known before the packet is encoded. */
  nextOffset(): string {
    return this.#log.nextOffset();
  }

  /** The offset of the last packet. */
  get lastOffset(): string {
    return this.#log.end;
  }

  /** Logs an encoded packet under its offset. @returns whether it is kept: one that is too large for a row, 2 MB, is not */
  log(offset: string, namespace: string, audience: Audience, frames: LoggedFrames): boolean {
    const kept = this.#log.add(offset, namespace, audience, frames);
    if (kept) this.#trimLater();
    return kept;
  }

  /** One logged packet, for a socket that is still getting those before it. */
  logged({ namespace, rooms }: SocketState, offset: string): MissedPackets {
    return this.#read(namespace, [...rooms], { after: previousOffset(offset), upTo: offset });
  }

  /** What a socket has missed up to now that has recovered its session, and what it needs on a wake. */
  recovered(state: SocketState): MissedPackets | undefined {
    const missed = this.#claimed.get(state.id);
    this.#claimed.delete(state.id);
    if (missed === undefined) return undefined;
    missed.extend(this.#log.end);
    if (this.#find(state.pid ?? "", state.namespace)?.needsMiddlewares) state.needsMiddlewares = true;
    return missed;
  }

  /**
   * Finds the session of a private id. What its client missed after `offset` (empty: since the session began) is then to
   * be had from {@link recovered}. A session is handed out to one connection at a time: one that still holds it, or is on its
   * way through the middlewares with it, ends first.
   *
   * @returns `undefined` if there is none, or if it ended too long ago.
   */
  async restore(pid: string, offset: string, namespace: string): Promise<WokenSession | undefined> {
    if (this.#find(pid, namespace) === undefined) return undefined;
    const holder = this.#find(pid, namespace)?.connection ?? "";
    if (this.host.sessions.find(holder)?.sockets.get(namespace)?.pid === pid) await this.host.end(holder);
    const claimant = this.host.sessions.findJoining(namespace, this.#find(pid, namespace)?.sid ?? "");
    if (claimant !== undefined) await this.host.end(claimant.id);
    const session = this.#find(pid, namespace);
    if (session === undefined || this.#claimed.has(session.sid)) return undefined;
    const now = Date.now();
    if (session.closedAt !== undefined && session.closedAt + this.#window < now) {
      this.host.kv.delete(SESSION + pid);
      return undefined;
    }
    if (offset !== "" && !this.#log.mayHaveGiven(offset, now)) return undefined;
    const { sid, rooms, data, since } = session;
    // Nobody misses what was sent before the session began, whatever the client says.
    const after = offset > since ? offset : since;
    this.#claimed.set(sid, this.#read(namespace, rooms, { after, upTo: this.#log.end }));
    return { sid, pid, rooms, data, missedPackets: [] };
  }

  /**
   * Removes what nobody can need any more, and asks to be called again if something is left. Silent connections must
   * have been ended before, so that what a living one may have missed is younger than {@link RecoveryHost.grace}.
   */
  trim(now: number): void {
    const { kv, sessions, grace } = this.host;
    const old: string[] = [];
    const ended: Array<[key: string, session: StoredSession]> = [];
    let left = this.#log.trim(now - this.#window - grace, this.#readFrom);
    for (const [key, session] of kv.list<StoredSession>({ prefix: SESSION })) {
      const live = sessions.find(session.connection)?.sockets.get(session.namespace);
      if (live?.pid === key.slice(SESSION.length)) continue;
      if (session.closedAt === undefined) ended.push([key, session]);
      if (session.closedAt !== undefined && session.closedAt + this.#window < now) old.push(key);
      else left = true;
    }
    for (const key of old) kv.delete(key);
    for (const [key, session] of ended) this.#put(key, { ...session, closedAt: now });
    if (left) this.#trimLater();
  }

  #read(namespace: string, rooms: readonly string[], range: { after: string; upTo: string }): MissedPackets {
    const missed = new MissedPackets(this.#log, namespace, rooms, range, (source) =>
      this.#reading.delete(source),
    );
    this.#reading.add(missed);
    return missed;
  }

  /** The earliest offset that somebody reads on from. */
  get #readFrom(): string | undefined {
    let earliest: string | undefined;
    for (const { position } of this.#reading)
      if (earliest === undefined || position < earliest) earliest = position;
    return earliest;
  }

  #trimLater(): void {
    this.host.trimAt(Date.now() + this.#window + this.host.grace);
  }

  #find(pid: string, namespace: string): StoredSession | undefined {
    const session = this.host.kv.get<StoredSession>(SESSION + pid);
    return session?.namespace === namespace ? session : undefined;
  }

  /** The end of the log when a session began. */
  #sinceOf({ pid = "", namespace }: SocketState): string {
    const since = this.#since.get(pid) ?? this.#find(pid, namespace)?.since ?? this.#log.end;
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
    else this.#trimLater();
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
    if (this.#put(SESSION + pid, stored)) return;
    state.purge();
    if (this.#put(SESSION + pid, stored)) return;
    // What cannot be kept is reported by the session, which saves the same data; its last good state stays here too.
    this.#put(SESSION + pid, { ...stored, data: this.#find(pid, state.namespace)?.data ?? {} });
  }

  /** @returns whether the value could be written. */
  #put(key: string, value: StoredSession): boolean {
    try {
      this.host.kv.put(key, value);
      return true;
    } catch {
      return false;
    }
  }
}
