/** The owner of a cluster: it puts all messages into one order, and delivers them to the nodes that have connections. */

import { MessageType } from "socket.io-adapter";
import type { Caller } from "../messaging/calls.ts";
import type {
  ClusterResponse,
  JoinAnswer,
  JoinCall,
  LeaveCall,
  LogPage,
  OrderedMessage,
  PublishAnswer,
  PublishCall,
  PublishedMessage,
  ReadLogCall,
  ReportCall,
} from "../messaging/messages.ts";
import { SenderNumbers } from "../messaging/sender-numbers.ts";
import type { OwnerLog } from "../recovery/owner-log.ts";
import { MemberQueue } from "./member-queue.ts";
import { Members } from "./members.ts";
import { SessionFinder } from "./session-finder.ts";

/** What an owner needs from the object. */
export interface OwnerHost {
  /** The name of the owner. */
  readonly name: string;
  readonly kv: SyncKvStorage;
  /** Set if connection state recovery is on. */
  readonly log: OwnerLog | undefined;
  readonly call: Caller;
  /** How long a node waits for the others, in milliseconds. */
  readonly requestsTimeout: number;
  reportError(error: unknown): void;
}

/** A request that nodes may still have to respond to. */
interface PendingRequest {
  id: string;
  requester: string;
  /** Milliseconds since the epoch. */
  until: number;
}

/** An owner. */
export class ClusterOwner {
  readonly sessions: SessionFinder;
  readonly #members: Members;
  #queues: Map<string, MemberQueue> | undefined;
  #lastSeq = 0;
  readonly #ordered = new SenderNumbers();
  #requests: PendingRequest[] = [];

  constructor(private readonly host: OwnerHost) {
    this.#members = new Members(host.kv);
    this.sessions = new SessionFinder(host.name, this.#members, host.call);
  }

  /** Orders messages, and delivers them. */
  publish({ from, messages, isRetry }: PublishCall): PublishAnswer {
    const queues = this.#load();
    queues.get(from)?.resume();
    for (const message of messages) {
      if (!this.#ordered.add(message)) continue;
      // The owner may have logged it, restarted, and not delivered it to all.
      if (isRetry && this.host.log?.has(message)) for (const queue of queues.values()) queue.check();
      else this.#order(message);
    }
    const nodes = [...queues.values()];
    return {
      nodes: nodes.map(({ name }) => name),
      unreachable: nodes.filter(({ isReachable }) => !isReachable).map(({ name }) => name),
    };
  }

  /** Makes a node a member. A node that restarted may be one already. */
  join({ from }: JoinCall): JoinAnswer {
    const queues = this.#load();
    const generation = this.#nextSeq();
    queues.get(from)?.close();
    this.#nodeGone(from, { isUnreachable: false });
    this.#members.add(from, generation);
    queues.set(from, this.#createQueue(from, generation, { mayLack: false }));
    return { generation, lastLogged: this.host.log?.last ?? 0 };
  }

  /** Ends a membership. */
  leave({ from, generation }: LeaveCall): void {
    this.#remove(from, generation);
  }

  /** Stores how many connections a node has. */
  report({ from, connections }: ReportCall): void {
    this.#load().get(from)?.resume();
    this.#members.setConnections(from, connections);
  }

  /** Reads broadcasts of the log. */
  readLog({ from, after, upTo }: ReadLogCall): LogPage {
    this.#load().get(from)?.resume();
    return this.host.log?.read(after, upTo) ?? { broadcasts: [], isComplete: true, last: 0 };
  }

  /** How many connections the nodes have, as they last reported. */
  get loads(): Record<string, number> {
    return this.#members.loads;
  }

  #order(published: PublishedMessage): void {
    const { log } = this.host;
    const unlogged: OrderedMessage = { ...published, seq: this.#nextSeq() };
    const ordered = log === undefined ? unlogged : log.log(unlogged);
    const { data } = published.message;
    if ("requestId" in data && data.requestId !== undefined) {
      const timeout = ("opts" in data ? data.opts.flags.timeout : undefined) ?? this.host.requestsTimeout;
      const now = Date.now();
      this.#requests = this.#requests.filter(({ until }) => until > now);
      this.#requests.push({ id: data.requestId, requester: published.uid, until: now + timeout });
    }
    for (const queue of this.#load().values()) queue.push(ordered);
  }

  /** The order follows the clock, so that it goes on after a restart. */
  #nextSeq(): number {
    this.#lastSeq = Math.max(this.#lastSeq, this.host.log?.last ?? 0) + 1;
    this.#lastSeq = Math.max(this.#lastSeq, Date.now() * 1000);
    return this.#lastSeq;
  }

  #load(): Map<string, MemberQueue> {
    this.#queues ??= new Map(
      this.#members.present.map(([name, generation]) => [
        name,
        this.#createQueue(name, generation, { mayLack: true }),
      ]),
    );
    return this.#queues;
  }

  #createQueue(name: string, generation: number, { mayLack }: { mayLack: boolean }): MemberQueue {
    return new MemberQueue(name, generation, this.host.log?.last ?? 0, mayLack, {
      call: this.host.call,
      onEmpty: (node, of) => this.#remove(node, of),
      onUnreachable: (node, error) => {
        this.host.reportError(error);
        this.#nodeGone(node, { isUnreachable: true });
      },
    });
  }

  #remove(name: string, generation: number): void {
    if (this.#members.generationOf(name) !== generation) return;
    this.#load().get(name)?.close();
    this.#load().delete(name);
    this.#members.remove(name);
    this.#nodeGone(name, { isUnreachable: false });
  }

  /** Tells the nodes that wait for a response of `name` that there will be none. */
  #nodeGone(name: string, { isUnreachable }: { isUnreachable: boolean }): void {
    const now = Date.now();
    const type = MessageType.ADAPTER_CLOSE;
    for (const { id: requestId, requester, until } of this.#requests) {
      if (until <= now || requester === name) continue;
      const response: ClusterResponse = { uid: name, requestId, type, isUnreachable };
      this.host
        .call(requester, { kind: "respond", responses: [response] })
        .catch((error: unknown) => this.host.reportError(error));
    }
  }
}
