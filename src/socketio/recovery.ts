/**
 * Connection state recovery that outlives hibernation, crashes and deploys.
 *
 * A session is written when its socket connects and when its rooms or data change, not when it ends, so that a killed
 * server loses none. Packets are logged in order, under offsets that compare even when the packet they name is gone.
 *
 * Source: https://socket.io/docs/v4/connection-state-recovery
 */

import type { WokenSession } from "./adapter.ts";
import type { ConnectionStateRecoveryOptions, Parser } from "./options.ts";
import type { Sessions } from "./state/sessions.ts";
import type { SocketState } from "./state/socket-state.ts";

const SESSION = "socketio:recovery:";
const PACKET = "socketio:packet:";

/** What every offset begins with, so that a client's own string is not taken for one. */
const OFFSET_PREFIX = "~";

/** A session that a client may come back to. */
interface StoredSession {
  namespace: string;
  sid: string;
  /** The connection that holds it, or held it last. */
  connection: string;
  rooms: string[];
  data: unknown;
  /** The end of the log when the session began: where a client that never received an event resumes. */
  since: string;
  /** When its connection ended, in milliseconds since the epoch. Unset while it lives, and after a crash. */
  closedAt?: number;
}

/** One logged packet. */
interface LoggedPacket {
  namespace: string;
  at: number;
  rooms: string[];
  except: string[];
  frames: Array<string | Uint8Array>;
}

/** Whom a packet was for. */
export interface Audience {
  rooms: Set<string>;
  except?: Set<string>;
}

/** What recovery needs of the object around it. */
export interface RecoveryHost {
  readonly kv: SyncKvStorage;
  readonly sessions: Sessions;
  readonly parser: Parser;
  /** How long a dead connection may go unnoticed, in milliseconds. */
  readonly grace: number;
  /** Ends the connection that still holds a session, because its client has come back on another. */
  end(connection: string): Promise<void>;
  /** Asks for {@link Recovery.trim} at a time. */
  trimAt(at: number): void;
}

/** The durable store of sessions and packets. */
export class Recovery {
  readonly #window: number;
  readonly #changed = new Set<SocketState>();
  readonly #since = new Map<string, string>();
  #lastId: number | undefined;
  #trimming = false;

  constructor(
    { maxDisconnectionDuration }: Required<ConnectionStateRecoveryOptions>,
    private readonly host: RecoveryHost,
  ) {
    this.#window = maxDisconnectionDuration;
  }

  /** Saves a session before this turn ends. */
  changed(state: SocketState): void {
    if (this.#changed.size === 0) queueMicrotask(() => this.#saveChanged());
    this.#changed.add(state);
  }

  /** The connection of a session ended in a way that can be recovered from. */
  closed(state: SocketState): void {
    this.#changed.delete(state);
    this.#save(state, state.session?.silentSince ?? Date.now());
    this.#trimLater();
  }

  /** A session ended for good. */
  forget(state: SocketState): void {
    this.#changed.delete(state);
    if (state.pid !== undefined) this.host.kv.delete(SESSION + state.pid);
  }

  /** The next offset. It is part of the packet, so it must be known before the packet is encoded. */
  nextOffset(): string {
    this.#lastId = Math.max(this.#lastLogged() + 1, Date.now() * 1000);
    return toOffset(this.#lastId);
  }

  /** Logs an encoded packet under its offset. */
  log(offset: string, namespace: string, { rooms, except }: Audience, frames: LoggedPacket["frames"]): void {
    const packet: LoggedPacket = {
      namespace,
      at: Date.now(),
      rooms: [...rooms],
      except: [...(except ?? [])],
      frames,
    };
    this.host.kv.put(PACKET + offset, packet);
    this.#trimLater();
  }

  /**
   * Finds the session of a private id, and what its client missed after `offset` (empty: since the session began).
   *
   * @returns `undefined` if there is none, or if it ended too long ago.
   */
  async restore(pid: string, offset: string, namespace: string): Promise<WokenSession | undefined> {
    if (this.#find(pid, namespace) === undefined) return undefined;
    const holder = this.#find(pid, namespace)?.connection ?? "";
    if (this.host.sessions.find(holder)?.sockets.get(namespace)?.pid === pid) await this.host.end(holder);
    const session = this.#find(pid, namespace);
    if (session === undefined) return undefined;
    const now = Date.now();
    if (session.closedAt !== undefined && session.closedAt + this.#window < now) {
      this.host.kv.delete(SESSION + pid);
      return undefined;
    }
    const from = offset === "" ? session.since : offset;
    if (!isOffset(from, Math.max(this.#lastLogged(), now * 1000))) return undefined;
    this.#since.set(pid, session.since);
    const { sid, rooms, data } = session;
    return { sid, pid, rooms, data, missedPackets: this.#missed(from, namespace, rooms) };
  }

  /**
   * Removes what nobody can need any more. Silent connections must have been ended before, so that what a living one may
   * have missed is younger than {@link RecoveryHost.grace}. Returns when to come again, if something is left.
   */
  trim(now: number): number | undefined {
    const { kv, sessions, grace } = this.host;
    let left = false;
    for (const [key, { at }] of kv.list<LoggedPacket>({ prefix: PACKET })) {
      if (at + this.#window + grace >= now) {
        left = true;
        break;
      }
      kv.delete(key);
    }
    for (const [key, session] of kv.list<StoredSession>({ prefix: SESSION })) {
      const live = sessions.find(session.connection)?.sockets.get(session.namespace);
      if (live?.pid === key.slice(SESSION.length)) continue;
      if (session.closedAt === undefined) kv.put(key, { ...session, closedAt: now });
      if (session.closedAt !== undefined && session.closedAt + this.#window < now) kv.delete(key);
      else left = true;
    }
    this.#trimming = left;
    return left ? now + this.#window : undefined;
  }

  #trimLater(): void {
    if (this.#trimming) return;
    this.#trimming = true;
    this.host.trimAt(Date.now() + this.#window + this.host.grace);
  }

  #find(pid: string, namespace: string): StoredSession | undefined {
    const session = this.host.kv.get<StoredSession>(SESSION + pid);
    return session?.namespace === namespace ? session : undefined;
  }

  #saveChanged(): void {
    const states = [...this.#changed];
    this.#changed.clear();
    for (const state of states) if (state.session?.sockets.get(state.namespace) === state) this.#save(state);
  }

  #save(state: SocketState, closedAt?: number): void {
    const { pid, session } = state;
    if (pid === undefined || session === undefined) return;
    const since =
      this.#since.get(pid) ?? this.#find(pid, state.namespace)?.since ?? toOffset(this.#lastLogged());
    this.#since.set(pid, since);
    if (closedAt !== undefined) this.#since.delete(pid);
    const stored: StoredSession = {
      namespace: state.namespace,
      sid: state.id,
      connection: session.id,
      rooms: [...state.rooms],
      data: state.rawData,
      since,
    };
    if (closedAt !== undefined) stored.closedAt = closedAt;
    try {
      this.host.kv.put(SESSION + pid, stored);
    } catch {
      // What cannot be kept is reported by the session, which saves the same data; its last good state stays here too.
    }
  }

  #lastLogged(): number {
    if (this.#lastId === undefined) {
      this.#lastId = 0;
      for (const [key] of this.host.kv.list({ prefix: PACKET, reverse: true, limit: 1 })) {
        this.#lastId = fromOffset(key.slice(PACKET.length));
      }
    }
    return this.#lastId;
  }

  #missed(from: string, namespace: string, sessionRooms: string[]): unknown[][] {
    const missed: unknown[][] = [];
    for (const [, packet] of this.host.kv.list<LoggedPacket>({ prefix: PACKET, startAfter: PACKET + from })) {
      if (packet.namespace !== namespace) continue;
      const included = packet.rooms.length === 0 || packet.rooms.some((room) => sessionRooms.includes(room));
      const excluded = packet.except.some((room) => sessionRooms.includes(room));
      if (included && !excluded) missed.push(this.#decode(packet.frames));
    }
    return missed;
  }

  #decode(frames: LoggedPacket["frames"]): unknown[] {
    const decoder = new this.host.parser.Decoder();
    let data: unknown[] = [];
    decoder.on("decoded", (packet) => {
      data = packet.data as unknown[];
    });
    for (const frame of frames) decoder.add(frame);
    return data;
  }
}

const toOffset = (id: number): string => OFFSET_PREFIX + id.toString(36).padStart(11, "0");

const fromOffset = (offset: string): number => Number.parseInt(offset.slice(OFFSET_PREFIX.length), 36);

/** Whether `text` is an offset that may have been given out: of the right form, and not beyond `last`. */
const isOffset = (text: string, last: number): boolean =>
  /^~[0-9a-z]{11}$/.test(text) && fromOffset(text) <= last;
