/** A node of a cluster: it publishes messages through the owner, and handles those that the owner delivers. */

import { MessageType } from "socket.io-adapter";
import type { ResolvedClusterOptions } from "./cluster-options.ts";
import { Membership } from "./membership.ts";
import type { Caller } from "./messaging/calls.ts";
import type {
  ClusterMessage,
  ClusterResponse,
  DeliverAnswer,
  DeliverCall,
  OrderedMessage,
} from "./messaging/messages.ts";
import { Publisher } from "./messaging/publisher.ts";
import { Requests } from "./messaging/requests.ts";
import { Responder } from "./messaging/responder.ts";
import { SenderNumbers } from "./messaging/sender-numbers.ts";
import type { NodePosition } from "./recovery/node-position.ts";

/** Handles the messages to a namespace: its adapter. */
export interface MessageHandler {
  onClusterMessage(message: OrderedMessage): void;
}

/** What a node needs from the object. */
export interface NodeHost {
  readonly kv: SyncKvStorage;
  readonly call: Caller;
  /** Set if connection state recovery is on. */
  readonly position: NodePosition | undefined;
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
  readonly #handled = new SenderNumbers();
  /** The numbers of its own messages that could not be published, and whose effect on its own sockets it has had. */
  readonly #failed = new Set<number>();
  #lastDelivery: Promise<unknown> = Promise.resolve();

  constructor(
    readonly options: ResolvedClusterOptions,
    private readonly host: NodeHost,
  ) {
    const { kv, call } = host;
    const { name, owner } = options;
    this.publisher = new Publisher(name, owner, call, (messages) => {
      for (const { number } of messages) this.#failed.add(number);
    });
    this.#responder = new Responder(call, (error) => host.reportError(error));
    this.membership = new Membership({
      ...{ kv, name, owner, call },
      hasConnections: () => host.hasConnections(),
      countConnections: () => host.countConnections(),
      onJoined: (lastLogged) => host.position?.startAfter(lastLogged),
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

  async #deliver({ generation, previous, messages }: DeliverCall): Promise<DeliverAnswer> {
    await this.membership.settled;
    if (this.membership.generation !== generation) return { isMember: false };
    if (!this.host.hasConnections()) {
      this.membership.lose();
      return { isMember: false };
    }
    const { position } = this.host;
    if (position !== undefined && previous > position.seq)
      for await (const missed of position.readMissed(previous)) this.#handle(missed);
    for (const message of messages) this.#handle(message);
    position?.save();
    return { isMember: true };
  }

  /** Handles a message, unless it was handled before: a call may be repeated, also to an owner that has restarted. */
  #handle(ordered: OrderedMessage): void {
    if (this.host.position?.advance(ordered) === false || !this.#handled.add(ordered)) return;
    if (ordered.uid === this.uid && this.#failed.delete(ordered.number)) return;
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
