/** A node of a cluster: it publishes messages through the owner, and handles those that the owner delivers. */

import { MessageType } from "socket.io-adapter";
import type { Caller } from "./calls.ts";
import type { ResolvedClusterOptions } from "./cluster-options.ts";
import { Membership } from "./membership.ts";
import type {
  ClusterMessage,
  ClusterResponse,
  DeliverAnswer,
  DeliverCall,
  OrderedMessage,
} from "./messages.ts";
import { Publisher } from "./publisher.ts";
import { Requests } from "./requests.ts";
import { Responder } from "./responder.ts";

/** The most senders whose last message is remembered. */
const MAX_SENDERS = 10_000;

/** Handles the messages to a namespace: its adapter. */
export interface MessageHandler {
  onClusterMessage(message: OrderedMessage): void;
}

/** What a node needs from the object. */
export interface NodeHost {
  readonly kv: SyncKvStorage;
  readonly call: Caller;
  /** Whether the object has a connection, asleep or awake, or is about to have one. */
  hasConnections(): boolean;
  countConnections(): number;
  /** Returns the handler of a namespace, if the object has that namespace. */
  handlerOf(namespace: string): MessageHandler | undefined;
  reportError(error: unknown): void;
}

/** A node. */
export class ClusterNode {
  readonly membership: Membership;
  readonly publisher: Publisher;
  readonly requests = new Requests();
  readonly #responder: Responder;
  /** The last message that was handled; `undefined` after the object has started. */
  #cursor: number | undefined;
  /** The owner's life in which {@link #cursor} was set. */
  #epoch: string | undefined;
  /** The number of the last message of each sender. */
  readonly #lastNumbers = new Map<string, number>();
  #lastDelivery: Promise<unknown> = Promise.resolve();

  constructor(
    readonly options: ResolvedClusterOptions,
    private readonly host: NodeHost,
  ) {
    const { kv, call } = host;
    const { name, owner } = options;
    this.publisher = new Publisher(name, owner, call);
    this.#responder = new Responder(call, (error) => host.reportError(error));
    this.membership = new Membership({
      ...{ kv, name, owner, call },
      hasConnections: () => host.hasConnections(),
      countConnections: () => host.countConnections(),
      onJoined: (seq) => {
        this.#cursor = seq;
      },
      reportError: (error) => host.reportError(error),
    });
  }

  /** The name of the node. */
  get uid(): string {
    return this.options.name;
  }

  reportError(error: unknown): void {
    this.host.reportError(error);
  }

  /** Handles messages of the owner, after those that are being handled. */
  deliver(call: DeliverCall): Promise<DeliverAnswer> {
    const delivery = this.#lastDelivery.then(() => this.#deliver(call));
    this.#lastDelivery = delivery.catch(() => {});
    return delivery;
  }

  /** Responds to a request of a node, which may be this one. */
  respond(uid: string, response: ClusterResponse): void {
    if (uid === this.uid) this.onResponse(response);
    else this.#responder.send(uid, response);
  }

  /** Handles a response to a request of this node. */
  onResponse(response: ClusterResponse): void {
    const { uid, requestId } = response;
    switch (response.type) {
      case MessageType.BROADCAST_CLIENT_COUNT:
        this.requests.findAcks(requestId)?.onClientCount(response.clientCount);
        break;
      case MessageType.BROADCAST_ACK:
        this.requests.findAcks(requestId)?.onAck(response.packet);
        break;
      case MessageType.FETCH_SOCKETS_RESPONSE:
        this.requests.add(requestId, uid, response.sockets);
        break;
      case MessageType.SERVER_SIDE_EMIT_RESPONSE:
        this.requests.add(requestId, uid, response.packet === undefined ? [] : [response.packet]);
        break;
      case MessageType.ADAPTER_CLOSE:
        this.requests.nodeGone(requestId, uid, response);
        break;
    }
  }

  async #deliver({ generation, epoch, previous, messages }: DeliverCall): Promise<DeliverAnswer> {
    await this.membership.settled;
    if (this.membership.generation !== generation) return { isMember: false };
    if (!this.host.hasConnections()) {
      this.membership.lose();
      return { isMember: false };
    }
    // The order of another life of the owner may have begun before the last message of the previous one.
    if (epoch !== this.#epoch && this.#epoch !== undefined) this.#cursor = previous;
    this.#epoch = epoch;
    for (const message of messages) {
      if (this.#cursor !== undefined && message.seq <= this.#cursor) continue;
      this.#cursor = message.seq;
      if (this.#isNew(message)) this.#handle(message);
    }
    return { isMember: true };
  }

  /** Whether a message has not been handled before. Its sender may have published it again, to an owner that restarted. */
  #isNew({ uid, number }: OrderedMessage): boolean {
    if (number <= (this.#lastNumbers.get(uid) ?? 0)) return false;
    this.#lastNumbers.delete(uid);
    this.#lastNumbers.set(uid, number);
    if (this.#lastNumbers.size > MAX_SENDERS)
      for (const [oldest] of this.#lastNumbers) {
        this.#lastNumbers.delete(oldest);
        break;
      }
    return true;
  }

  #handle(ordered: OrderedMessage): void {
    try {
      const handler = this.host.handlerOf(ordered.message.nsp);
      if (handler !== undefined) handler.onClusterMessage(ordered);
      else this.#respondWithout(ordered.uid, ordered.message);
    } catch (error) {
      this.host.reportError(error);
    }
  }

  /** Responds to a request in a namespace that this node does not have, because none of its sockets has joined it. */
  #respondWithout(requester: string, { type, data }: ClusterMessage): void {
    const requestId = "requestId" in data ? data.requestId : undefined;
    if (requestId === undefined) return;
    const response = { uid: this.uid, requestId };
    if (type === MessageType.BROADCAST)
      this.respond(requester, { ...response, type: MessageType.BROADCAST_CLIENT_COUNT, clientCount: 0 });
    else if (type === MessageType.FETCH_SOCKETS)
      this.respond(requester, { ...response, type: MessageType.FETCH_SOCKETS_RESPONSE, sockets: [] });
    else
      this.respond(requester, {
        ...response,
        type: MessageType.SERVER_SIDE_EMIT_RESPONSE,
        packet: undefined,
      });
  }
}
