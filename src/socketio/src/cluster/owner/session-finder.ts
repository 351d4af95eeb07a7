/** Finds sessions for nodes on which a client returns, and has them moved there, one node at a time. */

import { nodeOfId } from "../cluster-options.ts";
import type { Caller } from "../messaging/calls.ts";
import type { SessionTakenCall, TakenSession, TakeSessionCall } from "../messaging/messages.ts";
import type { Members } from "./members.ts";

/** How long a node may take to take a session, in milliseconds. */
const TAKING_TIME = 15_000;

/** How often a session may have moved while it is being found. */
const MAX_MOVES = 3;

/** The finder of an owner. */
export class SessionFinder {
  /** Sessions that are being taken, by private id: by which node, and until when; milliseconds since the epoch. */
  readonly #taking = new Map<string, { by: string; until: number }>();

  /** @param owner the name of the owner */
  constructor(
    private readonly owner: string,
    private readonly members: Members,
    private readonly call: Caller,
  ) {}

  /** Gets a session for a node. `undefined` if there is none, or another node is taking it. */
  async take({ from, pid, namespace, offset }: TakeSessionCall): Promise<TakenSession | undefined> {
    const home = nodeOfId(pid, this.owner);
    if (home === undefined || (home !== this.owner && !this.members.isKnown(home))) return undefined;
    const now = Date.now();
    for (const [other, { until }] of this.#taking) if (until <= now) this.#taking.delete(other);
    // A node may ask again, because it has not got the answer.
    if ((this.#taking.get(pid)?.by ?? from) !== from) return undefined;
    this.#taking.set(pid, { by: from, until: now + TAKING_TIME });
    const taken = await this.#find(home, { pid, namespace, offset, from });
    if (taken === undefined) this.#taking.delete(pid);
    return taken;
  }

  /** A node has stored a session. The node that had it deletes it, and the one on which it began remembers where it is. */
  async taken({ from, pid, holder }: SessionTakenCall): Promise<void> {
    const home = nodeOfId(pid, this.owner) ?? holder;
    for (const name of new Set([holder, home]))
      await this.call(name, { kind: "forgetSession", pid, movedTo: from });
    this.#taking.delete(pid);
  }

  async #find(
    home: string,
    { pid, namespace, offset, from }: Omit<TakeSessionCall, "kind">,
  ): Promise<TakenSession | undefined> {
    let holder = home;
    for (let moves = 0; moves < MAX_MOVES; moves++) {
      const given = await this.call(holder, { kind: "giveSession", pid, namespace, offset });
      if (given === undefined) return undefined;
      if ("session" in given) return { ...given, holder };
      // The session has ended on the node that asks.
      if (given.movedTo === from) return undefined;
      holder = given.movedTo;
    }
    return undefined;
  }
}
