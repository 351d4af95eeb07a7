/**
 * Moves sessions between nodes, when a client returns on another node than it has left.
 *
 * A private id names the node on which its session began. That node records where the session is, and is asked through the owner:
 * see {@link SessionFinder}. A copy of a session with a `move` may not be the session: its node must take it before it uses it.
 */

import { isForRooms } from "../../recovery/missed-packets.ts";
import type { StoredSession, StoredSessions } from "../../recovery/stored-sessions.ts";
import { nodeOfId } from "../cluster-options.ts";
import { type Caller, withRetries } from "../messaging/calls.ts";
import type {
  ForgetSessionCall,
  GivenSession,
  GiveSessionCall,
  MoveResult,
  RecordMoveCall,
} from "../messaging/messages.ts";
import type { ClusterLog } from "./cluster-log.ts";

const MOVED = "socketio:cluster:moved:";

/** How long it is remembered where a session has moved to, in milliseconds. */
const MOVED_AGE = 24 * 60 * 60 * 1000;

/** The longest private id and offset that other objects are asked about. Those of sessions have some 30 characters. */
const MAX_LENGTH = 100;

/** How often a node asks for a session that moves while it asks. */
const MAX_ATTEMPTS = 3;

/** Where a session is that began on this node. */
interface Moved {
  to: string;
  /** Identifies the move. */
  move: string;
  /** Milliseconds since the epoch. */
  at: number;
}

/** What a transfer needs from the node. */
export interface SessionTransferHost {
  readonly kv: SyncKvStorage;
  /** The name of the node. */
  readonly name: string;
  /** The name of the owner. */
  readonly owner: string;
  readonly call: Caller;
  readonly stored: StoredSessions;
  readonly log: ClusterLog;
  /** Ends the connection that uses a session, and returns the session if it can be recovered. */
  release(pid: string, namespace: string): Promise<StoredSession | undefined>;
  /** Schedules the deletion of old sessions and packets. */
  scheduleTrim(): void;
  reportError(error: unknown): void;
}

/** The transfers of a node. */
export class SessionTransfer {
  constructor(private readonly host: SessionTransferHost) {}

  /** Moves a session to this node, if it is on another, or may be. A session that cannot be moved stays where it is. */
  async fetch(pid: string, namespace: string, offset: string): Promise<void> {
    const { name, owner, stored } = this.host;
    const home = nodeOfId(pid, owner);
    if (home === undefined || pid.length > MAX_LENGTH || offset.length > MAX_LENGTH) return;
    const session = stored.find(pid, namespace);
    if (session === undefined ? home === name && this.#moved(pid) === undefined : session.move === undefined)
      return;
    try {
      let result: MoveResult | undefined = "outdated";
      for (let attempt = 0; attempt < MAX_ATTEMPTS && result === "outdated"; attempt++)
        result = await this.#take(pid, namespace, offset);
    } catch (error) {
      this.host.reportError(error);
    }
  }

  /** Returns a session for another node, or for this one. It stays here until {@link forget}, but must not be used. */
  async give({ pid, namespace, offset, move }: GiveSessionCall): Promise<GivenSession | undefined> {
    const { name, stored, log } = this.host;
    const { to: movedTo = name, move: lastMove = "" } = this.#moved(pid) ?? {};
    if (movedTo !== name) return { movedTo, lastMove };
    const session = await this.host.release(pid, namespace);
    if (session === undefined) return undefined;
    const after = offset > session.since ? offset : session.since;
    const packets = log.readOwn(
      after,
      (packet) => packet.namespace === namespace && isForRooms(packet, session.rooms),
    );
    if (packets === undefined || !stored.put(pid, { ...session, move })) return undefined;
    return { session, packets, lastMove };
  }

  /** Records where a session is that began on this node. Returns `false` if it has moved since `lastMove`. */
  recordMove({ pid, to, move, lastMove }: RecordMoveCall): boolean {
    const { kv, name } = this.host;
    const last = this.#moved(pid)?.move ?? "";
    // The call may be repeated.
    if (last === move) return true;
    if (last !== lastMove) return false;
    kv.put(MOVED + pid, { to, move, at: Date.now() } satisfies Moved);
    if (to !== name) this.forget({ pid, move });
    return true;
  }

  /** Deletes a session that has moved away. */
  forget({ pid, move }: Pick<ForgetSessionCall, "pid" | "move">): void {
    if (this.host.stored.get(pid)?.move === move) this.host.stored.delete(pid);
  }

  /** Forgets where sessions moved to long ago. `now` is in milliseconds since the epoch. */
  trim(now: number): void {
    const { kv } = this.host;
    const old: string[] = [];
    for (const [key, { at }] of kv.list<Moved>({ prefix: MOVED })) if (at + MOVED_AGE < now) old.push(key);
    for (const key of old) kv.delete(key);
  }

  async #take(pid: string, namespace: string, offset: string): Promise<MoveResult | undefined> {
    const { name: from, owner, call, stored, log } = this.host;
    const move = crypto.randomUUID();
    const taken = await withRetries(() =>
      call(owner, { kind: "takeSession", from, pid, namespace, offset, move }),
    );
    if (taken === undefined) return undefined;
    const { holder, lastMove } = taken;
    if (holder !== from) {
      if (!stored.put(pid, { ...taken.session, move })) return undefined;
      const target = { rooms: new Set([taken.session.sid]) };
      for (const packet of taken.packets) log.add(packet.offset, namespace, target, packet.frames);
      this.host.scheduleTrim();
    }
    const result = await withRetries(() =>
      call(owner, { kind: "sessionTaken", from, pid, move, lastMove, holder }),
    );
    const session = stored.find(pid, namespace);
    // Another node may have taken it since.
    if (result === "moved" && session?.move === move) {
      const { move: _, ...unmoved } = session;
      stored.put(pid, unmoved);
    }
    return result;
  }

  #moved(pid: string): Moved | undefined {
    return this.host.kv.get<Moved>(MOVED + pid);
  }
}
