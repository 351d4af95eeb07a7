/**
 * Moves sessions between nodes, when a client returns on another node than it has left.
 *
 * A private id names the node on which its session began. That node knows where the session has moved to, and is asked through
 * the owner.
 */

import { isForRooms } from "../../recovery/missed-packets.ts";
import type { StoredSession, StoredSessions } from "../../recovery/stored-sessions.ts";
import { nodeOfId } from "../cluster-options.ts";
import { type Caller, withRetries } from "../messaging/calls.ts";
import type { GivenSession } from "../messaging/messages.ts";
import type { ClusterLog } from "./cluster-log.ts";

const MOVED = "socketio:cluster:moved:";

/** How long it is remembered where a session has moved to, in milliseconds. */
const MOVED_AGE = 24 * 60 * 60 * 1000;

/** Where a session has moved to. */
interface Moved {
  to: string;
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

  /** Moves a session to this node, if another has it. A session that cannot be moved stays where it is. */
  async fetch(pid: string, namespace: string, offset: string): Promise<void> {
    const { name: from, owner, call, stored, log, kv } = this.host;
    const home = nodeOfId(pid, owner);
    if (home === undefined || stored.find(pid, namespace) !== undefined) return;
    if (home === from && kv.get(MOVED + pid) === undefined) return;
    try {
      const taken = await withRetries(() =>
        call(owner, { kind: "takeSession", from, pid, namespace, offset }),
      );
      if (taken === undefined || !stored.put(pid, taken.session)) return;
      const target = { rooms: new Set([taken.session.sid]) };
      for (const packet of taken.packets) log.add(packet.offset, namespace, target, packet.frames);
      const { holder } = taken;
      await withRetries(() => call(owner, { kind: "sessionTaken", from, pid, holder }));
      this.host.scheduleTrim();
    } catch (error) {
      stored.delete(pid);
      this.host.reportError(error);
    }
  }

  /** Returns a session for another node. It stays here until {@link forget}. */
  async give(pid: string, namespace: string, offset: string): Promise<GivenSession | undefined> {
    const { kv, stored, log } = this.host;
    if (stored.find(pid, namespace) === undefined) {
      const moved = kv.get<Moved>(MOVED + pid);
      return moved && { movedTo: moved.to };
    }
    const session = await this.host.release(pid, namespace);
    if (session === undefined) return undefined;
    const after = offset > session.since ? offset : session.since;
    const packets = log.readOwn(
      after,
      (packet) => packet.namespace === namespace && isForRooms(packet, session.rooms),
    );
    return packets && { session, packets };
  }

  /** Deletes a session that another node has. */
  forget(pid: string, movedTo: string): void {
    const { kv, name, owner, stored } = this.host;
    if (movedTo === name) {
      kv.delete(MOVED + pid);
      return;
    }
    stored.delete(pid);
    if (nodeOfId(pid, owner) === name) kv.put(MOVED + pid, { to: movedTo, at: Date.now() } satisfies Moved);
  }

  /** Forgets where sessions moved to long ago. `now` is in milliseconds since the epoch. */
  trim(now: number): void {
    const { kv } = this.host;
    const old: string[] = [];
    for (const [key, { at }] of kv.list<Moved>({ prefix: MOVED })) if (at + MOVED_AGE < now) old.push(key);
    for (const key of old) kv.delete(key);
  }
}
