/**
 * Finds sessions for nodes on which a client returns, and has them moved there.
 *
 * A move has three steps: a node takes a copy of the session, stores it, and confirms. It may use the session once the node on
 * which the session began has recorded the move. That node records a move only if there was no other since the copy was made, so
 * a session is on one node at any time, whichever object crashes between two steps.
 */

import { nodeOfId } from "../cluster-options.ts";
import type { Caller } from "../messaging/calls.ts";
import type {
  GiveSessionCall,
  MoveResult,
  SessionTakenCall,
  TakenSession,
  TakeSessionCall,
} from "../messaging/messages.ts";
import type { Members } from "./members.ts";

/** How long a move overtakes earlier ones, in milliseconds. */
const MOVE_TIME = 15_000;

/** How often a session may move while it is being found. */
const MAX_MOVES = 3;

/** The finder of an owner. */
export class SessionFinder {
  /** The latest moves, by private id, and until when they are kept; milliseconds since the epoch. */
  readonly #latest = new Map<string, { move: string; until: number }>();

  /** @param owner the name of the owner */
  constructor(
    private readonly owner: string,
    private readonly members: Members,
    private readonly call: Caller,
  ) {}

  /**
   * Gets a session for a node. A client has one connection, so a node that asks later overtakes those that have not confirmed.
   *
   * @returns `undefined` if there is no such session
   */
  async take(call: TakeSessionCall): Promise<TakenSession | undefined> {
    const { pid, namespace, offset, move } = call;
    const home = nodeOfId(pid, this.owner);
    if (home === undefined || (home !== this.owner && !this.members.isKnown(home))) return undefined;
    const now = Date.now();
    // The order of a Map is that of insertion, so the first entries are the oldest.
    for (const [other, { until }] of this.#latest) {
      if (until > now) break;
      this.#latest.delete(other);
    }
    this.#latest.delete(pid);
    this.#latest.set(pid, { move, until: now + MOVE_TIME });
    const taken = await this.#find(home, { kind: "giveSession", pid, namespace, offset, move });
    // Clients may send any ids: only those of sessions are kept.
    if (taken === undefined && this.#latest.get(pid)?.move === move) this.#latest.delete(pid);
    return taken;
  }

  /** A node has stored a session. */
  async taken({ from, pid, move, lastMove, holder }: SessionTakenCall): Promise<MoveResult> {
    const isLatest = (): boolean => (this.#latest.get(pid)?.move ?? move) === move;
    if (!isLatest()) return "overtaken";
    const home = nodeOfId(pid, this.owner) ?? holder;
    const isRecorded = await this.call(home, { kind: "recordMove", pid, to: from, move, lastMove });
    if (!isRecorded) return isLatest() ? "outdated" : "overtaken";
    // A holder that does not answer keeps a copy that it does not use, until it deletes old sessions.
    if (holder !== home && holder !== from)
      this.call(holder, { kind: "forgetSession", pid, move }).catch(() => {});
    return "moved";
  }

  async #find(home: string, request: GiveSessionCall): Promise<TakenSession | undefined> {
    let asked: string | undefined;
    for (let moves = 0; moves < MAX_MOVES; moves++) {
      const given = await this.call(home, request);
      if (given === undefined) return undefined;
      if ("session" in given) return { ...given, holder: home };
      const { movedTo: holder, lastMove } = given;
      // The node that has got the session does not have it any more: it has ended there.
      if (lastMove === asked) return undefined;
      const held = await this.call(holder, request);
      if (held !== undefined && "session" in held) return { ...held, lastMove, holder };
      asked = lastMove;
    }
    return undefined;
  }
}
