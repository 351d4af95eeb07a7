/** The part of an object in its cluster: a node, and the owner if it has the cluster's name. */

import type { Parser } from "../options.ts";
import type { StoredSessions } from "../recovery/stored-sessions.ts";
import type { Session } from "../state/session.ts";
import { type ResolvedClusterOptions, tagId } from "./cluster-options.ts";
import { type Caller, callObject } from "./messaging/calls.ts";
import type { AnswerTo, ClusterCall } from "./messaging/messages.ts";
import { PacketCodec } from "./messaging/packet-codec.ts";
import { ClusterNode, type MessageHandler } from "./node.ts";
import { ClusterOwner } from "./owner/owner.ts";
import { ClusterRecovery, type RecoveryParts } from "./recovery/cluster-recovery.ts";

/** How long a connection that is about to open counts as open, in milliseconds. */
const OPENING_TIME = 10_000;

/** What a cluster needs from the object. */
export interface ClusterHost {
  readonly kv: SyncKvStorage;
  readonly parser: Parser;
  readonly stored: StoredSessions;
  /** Whether the object has a connection, asleep or awake. */
  hasSessions(): boolean;
  countSessions(): number;
  sessions(): Iterable<Session>;
  /** Returns the adapter of a namespace, if the object has that namespace. */
  handlerOf(namespace: string): MessageHandler | undefined;
  /** Set if connection state recovery is on. */
  readonly recovery: (() => RecoveryParts) | undefined;
  reportError(error: unknown): void;
}

/** An object's part in its cluster. */
export class Cluster {
  readonly node: ClusterNode;
  readonly codec: PacketCodec;
  /** Set if connection state recovery is on. */
  readonly recovery: ClusterRecovery | undefined;
  readonly #owner: ClusterOwner | undefined;
  /** Connections that are about to open, by id, and until when they count; milliseconds since the epoch. */
  readonly #opening = new Map<string, number>();

  constructor(
    private readonly options: ResolvedClusterOptions,
    private readonly host: ClusterHost,
  ) {
    const { kv } = host;
    const { name, owner, requestsTimeout } = options;
    const reportError = (error: unknown): void => host.reportError(error);
    const call: Caller = (object, message) => this.#call(object, message);
    this.codec = new PacketCodec(host.parser);
    this.recovery =
      host.recovery &&
      new ClusterRecovery(options, {
        ...{ kv, call, reportError, codec: this.codec, stored: host.stored, parts: host.recovery },
        sessions: () => host.sessions(),
      });
    this.node = new ClusterNode(options, {
      ...{ kv, call, reportError, position: this.recovery?.position },
      hasConnections: () => this.#hasConnections(),
      countConnections: () => host.countSessions(),
      handlerOf: (namespace) => host.handlerOf(namespace),
    });
    const log = this.recovery?.ownerLog;
    if (name === owner) this.#owner = new ClusterOwner({ name, kv, call, log, requestsTimeout, reportError });
  }

  /**
   * Makes the object a member of the cluster, if it is not. Must be called before a connection opens.
   *
   * @returns the id for the connection, from which {@link nodeOfId} finds the node
   * @throws if the owner cannot be reached
   */
  async admit(connectionId: string): Promise<string> {
    const id = tagId(connectionId, this.options.name);
    this.#opening.set(id, Date.now() + OPENING_TIME);
    try {
      await this.node.membership.join();
    } catch (error) {
      this.#opening.delete(id);
      throw error;
    }
    return id;
  }

  /** A connection has opened, or a sleeping one was loaded. */
  sessionAdded(id: string): void {
    this.#opening.delete(id);
    this.node.membership.connectionsChanged();
  }

  /** A connection has ended. */
  sessionRemoved(session: Session): void {
    this.recovery?.sessionEnded(session);
    if (this.#hasConnections()) this.node.membership.connectionsChanged();
    else this.node.membership.leaveIfEmpty();
  }

  /** Handles a call of another object of the cluster. */
  async handle<Call extends ClusterCall>(call: Call): Promise<AnswerTo<Call>>;
  async handle(call: ClusterCall): Promise<AnswerTo<ClusterCall>> {
    switch (call.kind) {
      case "deliver":
        return this.node.deliver(call);
      case "respond":
        for (const response of call.responses) this.node.onResponse(response);
        return undefined;
      case "giveSession":
        return this.recovery?.transfer.give(call);
      case "recordMove":
        return this.recovery?.transfer.recordMove(call) ?? false;
      case "forgetSession":
        this.recovery?.transfer.forget(call);
        return undefined;
      case "publish":
        return this.#asOwner.publish(call);
      case "join":
        return this.#asOwner.join(call);
      case "leave":
        this.#asOwner.leave(call);
        return undefined;
      case "report":
        this.#asOwner.report(call);
        return undefined;
      case "loads":
        return this.#asOwner.loads;
      case "readLog":
        return this.#asOwner.readLog(call);
      case "takeSession":
        return this.#asOwner.sessions.take(call);
      case "sessionTaken":
        return this.#asOwner.sessions.taken(call);
    }
  }

  get #asOwner(): ClusterOwner {
    if (this.#owner === undefined)
      throw new TypeError(`${this.options.name} is not the owner of its cluster`);
    return this.#owner;
  }

  #call<Call extends ClusterCall>(name: string, call: Call): Promise<AnswerTo<Call>> {
    const { objects, callTimeout } = this.options;
    return name === this.options.name ? this.handle(call) : callObject(objects, name, call, callTimeout);
  }

  #hasConnections(): boolean {
    const now = Date.now();
    for (const [id, until] of this.#opening) if (until <= now) this.#opening.delete(id);
    return this.#opening.size > 0 || this.host.hasSessions();
  }
}
