/**
 * The membership of a node: the owner knows it from its first connection until after its last.
 *
 * Both store it, so that a node that wakes has nothing to say. A node that has lost its connections in a crash is no member,
 * whatever is stored.
 */

import { type Caller, withRetries } from "./messaging/calls.ts";

const KEY = "socketio:cluster:membership";

/** From how many connections on a node reports them. */
const MIN_REPORTED = 64;

/** What is stored of a membership. */
interface StoredMembership {
  generation: number;
  /** How many connections the node last reported. */
  reported: number;
}

/** What a membership needs from the node. */
export interface MembershipHost {
  readonly kv: SyncKvStorage;
  /** The name of the node. */
  readonly name: string;
  /** The name of the owner. */
  readonly owner: string;
  readonly call: Caller;
  /** Whether the node has a connection, asleep or awake, or is about to have one. */
  hasConnections(): boolean;
  countConnections(): number;
  /** The node has become a member: it gets the broadcasts after the last in the owner's log, or 0. */
  onJoined(lastLogged: number): void;
  reportError(error: unknown): void;
}

/** The membership of a node. */
export class Membership {
  #stored: StoredMembership | undefined;
  /** How many connections have opened or ended since they were counted. */
  #changes = 0;
  #isLoaded = false;
  /** Whether the node has lost its connections in a crash. The owner may know of a membership all the same. */
  #isLost = false;
  /** The last change. Changes are made one after the other. */
  #lastChange: Promise<void> = Promise.resolve();
  #isChanging = false;

  constructor(private readonly host: MembershipHost) {}

  /** Identifies the membership; `undefined` if the node is no member. */
  get generation(): number | undefined {
    if (!this.#isLoaded) {
      this.#isLoaded = true;
      this.#stored = this.host.kv.get<StoredMembership>(KEY);
    }
    return this.#stored?.generation;
  }

  /** The object has started without a connection. */
  startedEmpty(): void {
    this.#isLost = true;
  }

  /** Resolves when no change is in progress. */
  get settled(): Promise<void> {
    return this.#lastChange;
  }

  /**
   * Makes the node a member, if it is not.
   *
   * @throws if the owner cannot be reached
   */
  async join(): Promise<void> {
    const isMember = (): boolean => this.generation !== undefined && !this.#isLost;
    if (isMember() && !this.#isChanging) return;
    await this.#change(async () => {
      if (isMember()) return;
      const { name: from, owner, call, kv } = this.host;
      const { generation, lastLogged } = await withRetries(() => call(owner, { kind: "join", from }));
      this.#isLost = false;
      this.#stored = { generation, reported: 1 };
      kv.put(KEY, this.#stored);
      this.host.onJoined(lastLogged);
    });
  }

  /** Ends the membership, if the node has no connection. */
  leaveIfEmpty(): void {
    if (this.generation === undefined || this.host.hasConnections()) return;
    const leaving = this.#change(async () => {
      const generation = this.generation;
      if (generation === undefined || this.host.hasConnections()) return;
      this.lose();
      const { name: from, owner, call } = this.host;
      await withRetries(() => call(owner, { kind: "leave", from, generation }));
    });
    // If the owner did not get it, the answer to its next delivery says so.
    leaving.catch((error: unknown) => this.host.reportError(error));
  }

  /** A connection has opened or ended. Reports how many there are, if that has changed by half since the last report. */
  connectionsChanged(): void {
    const { generation } = this;
    const reported = Math.max(this.#stored?.reported ?? 0, MIN_REPORTED);
    this.#changes++;
    if (generation === undefined || this.#changes < reported / 4) return;
    this.#changes = 0;
    const connections = this.host.countConnections();
    if (connections < reported * 1.5 && (connections > reported / 2 || reported === MIN_REPORTED)) return;
    this.#stored = { generation, reported: connections };
    const { name: from, owner, call, kv } = this.host;
    kv.put(KEY, this.#stored);
    call(owner, { kind: "report", from, connections }).catch((error: unknown) =>
      this.host.reportError(error),
    );
  }

  /** The node has no connection, and the owner knows it or is about to. */
  lose(): void {
    this.#stored = undefined;
    this.host.kv.delete(KEY);
  }

  #change(change: () => Promise<void>): Promise<void> {
    this.#isChanging = true;
    const changed = this.#lastChange.then(change);
    const settled = changed.catch(() => {});
    this.#lastChange = settled;
    void settled.then(() => {
      if (this.#lastChange === settled) this.#isChanging = false;
    });
    return changed;
  }
}
