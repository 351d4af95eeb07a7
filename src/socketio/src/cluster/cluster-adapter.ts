/** The adapter of a node: what `HibernatingAdapter` does for the node's own sockets, done on all nodes. */

import { type BroadcastOptions, MessageType } from "socket.io-adapter";
import { HibernatingAdapter } from "../adapter/adapter.ts";
import { type BroadcastPacket, Delivery } from "../adapter/delivery.ts";
import { type AckCallback, type InternalNamespace, PacketType } from "../socketio-internals.ts";
import type { SocketState } from "../state/socket-state.ts";
import {
  type ClusterMessage,
  decodeOptions,
  encodeOptions,
  type Frames,
  type OrderedMessage,
  type PublishAnswer,
  type SocketDetails,
} from "./messages.ts";
import type { ClusterNode, MessageHandler } from "./node.ts";
import type { PacketCodec } from "./packet-codec.ts";
import { missingResponses } from "./requests.ts";

/** The kinds of messages, each without its namespace. */
type Message = ClusterMessage extends infer M ? (M extends ClusterMessage ? Omit<M, "nsp"> : never) : never;

/** An adapter that includes the sockets of the other nodes, with the contract of Socket.IO's cluster adapters. */
export class ClusterAdapter extends HibernatingAdapter implements MessageHandler {
  readonly #node: ClusterNode;
  readonly #codec: PacketCodec;

  constructor(namespace: InternalNamespace) {
    super(namespace);
    const { cluster } = this.host;
    if (cluster === undefined) throw new Error("The option cluster is not set");
    this.#node = cluster.node;
    this.#codec = cluster.codec;
  }

  /** Sends a packet to sockets of all nodes, in the order of the cluster. It reaches this node's own sockets in that order, too. */
  override broadcast(packet: BroadcastPacket, options: BroadcastOptions): void {
    if (this.isToSelf || options.flags?.local) {
      super.broadcast(packet, options);
      return;
    }
    const frames = this.#codec.encode({ ...packet, nsp: this.namespace.name });
    const isRecoverable = packet.type === PacketType.EVENT && options.flags?.volatile !== true;
    this.#publish(
      { type: MessageType.BROADCAST, data: { opts: encodeOptions(options), packet: frames, isRecoverable } },
      () => super.broadcast(this.#codec.decode(frames) as BroadcastPacket, options),
    );
  }

  override broadcastWithAck(
    packet: BroadcastPacket,
    options: BroadcastOptions,
    clientCountCallback: (clientCount: number) => void,
    ack: AckCallback,
  ): void {
    if (options.flags?.local) {
      super.broadcastWithAck(packet, options, clientCountCallback, ack);
      return;
    }
    const frames = this.#codec.encode({ ...packet, nsp: this.namespace.name });
    const { id: requestId, acks } = this.#node.requests.collectAcks(options.flags?.timeout, {
      onClientCount: clientCountCallback,
      onAck: (args) => ack(...this.#codec.decodeValues(args)),
    });
    this.#publish(
      { type: MessageType.BROADCAST, data: { opts: encodeOptions(options), packet: frames, requestId } },
      () => {
        acks.cancel();
        super.broadcastWithAck(packet, options, clientCountCallback, ack);
      },
      // A node without connections is no member, but Socket.IO expects a count from the node that asks.
      ({ nodes }) => {
        if (!nodes.includes(this.#node.uid)) clientCountCallback(0);
        acks.expect(nodes.length);
      },
    );
  }

  override addSockets(options: BroadcastOptions, rooms: string[]): void {
    if (options.flags?.local) {
      super.addSockets(options, rooms);
      return;
    }
    this.#publish({ type: MessageType.SOCKETS_JOIN, data: { opts: encodeOptions(options), rooms } }, () =>
      super.addSockets(options, rooms),
    );
  }

  override delSockets(options: BroadcastOptions, rooms: string[]): void {
    if (options.flags?.local) {
      super.delSockets(options, rooms);
      return;
    }
    this.#publish({ type: MessageType.SOCKETS_LEAVE, data: { opts: encodeOptions(options), rooms } }, () =>
      super.delSockets(options, rooms),
    );
  }

  override disconnectSockets(options: BroadcastOptions, close: boolean): void {
    if (options.flags?.local) {
      super.disconnectSockets(options, close);
      return;
    }
    this.#publish(
      { type: MessageType.DISCONNECT_SOCKETS, data: { opts: encodeOptions(options), close } },
      () => super.disconnectSockets(options, close),
    );
  }

  /**
   * Returns the sockets of all nodes that match.
   *
   * @throws an error with `missing`, the names of the nodes that have not responded, and `responses`, the sockets of the others
   */
  override async fetchSockets(options: BroadcastOptions): Promise<object[]> {
    if (options.flags?.local) return super.fetchSockets(options);
    const { requestsTimeout } = this.#node.options;
    const { id, collection } = this.#node.requests.collect<object>(options.flags?.timeout ?? requestsTimeout);
    this.#publish(
      { type: MessageType.FETCH_SOCKETS, data: { opts: encodeOptions(options), requestId: id } },
      async () => {
        const { uid, options: cluster } = this.#node;
        collection.expect([uid, cluster.owner], [cluster.owner]);
        collection.add(uid, await super.fetchSockets(options));
      },
      ({ nodes, unreachable }) => collection.expect(nodes, unreachable),
    );
    const { values, missing } = await collection.result;
    if (missing.length > 0) throw missingResponses(missing, values);
    return values;
  }

  override async sockets(rooms: Set<string>): Promise<Set<string>> {
    const sockets = await this.fetchSockets({ rooms, except: new Set(), flags: {} });
    return new Set(sockets.map((socket) => (socket as { id: string }).id));
  }

  override serverSideEmit(packet: unknown[]): void {
    const last = packet.at(-1);
    const ack = typeof last === "function" ? (last as AckCallback) : undefined;
    const frames = this.#codec.encodeValues(ack === undefined ? packet : packet.slice(0, -1));
    if (ack === undefined) {
      this.#publish({ type: MessageType.SERVER_SIDE_EMIT, data: { packet: frames } }, () => {});
      return;
    }
    const { uid, options, requests } = this.#node;
    const { id, collection } = requests.collect<Frames>(options.requestsTimeout);
    this.#publish(
      { type: MessageType.SERVER_SIDE_EMIT, data: { packet: frames, requestId: id } },
      () => collection.expect([options.owner], [options.owner]),
      ({ nodes, unreachable }) =>
        collection.expect(
          nodes.filter((node) => node !== uid),
          unreachable,
        ),
    );
    void collection.result.then(({ values, missing }) => {
      const responses = values.map((value) => this.#codec.decodeValues(value)[0]);
      ack(missing.length > 0 ? missingResponses(missing, responses) : null, responses);
    });
  }

  /** Returns how many nodes have connections, this one included in any case. */
  override async serverCount(): Promise<number> {
    try {
      const { nodes } = await this.#node.publisher.nodes();
      return nodes.length + (nodes.includes(this.#node.uid) ? 0 : 1);
    } catch {
      return 1;
    }
  }

  /** Handles a message that the owner has delivered. */
  onClusterMessage({ uid, message }: OrderedMessage): void {
    switch (message.type) {
      case MessageType.BROADCAST:
        this.#onBroadcast(uid, message.data);
        break;
      case MessageType.SOCKETS_JOIN:
        super.addSockets(decodeOptions(message.data.opts), message.data.rooms);
        break;
      case MessageType.SOCKETS_LEAVE:
        super.delSockets(decodeOptions(message.data.opts), message.data.rooms);
        break;
      case MessageType.DISCONNECT_SOCKETS:
        super.disconnectSockets(decodeOptions(message.data.opts), message.data.close);
        break;
      case MessageType.FETCH_SOCKETS:
        this.#onFetchSockets(uid, message.data);
        break;
      case MessageType.SERVER_SIDE_EMIT:
        if (uid !== this.#node.uid) this.#onServerSideEmit(uid, message.data);
        break;
    }
  }

  #onBroadcast(
    requester: string,
    { opts, packet, requestId }: (ClusterMessage & { type: MessageType.BROADCAST })["data"],
  ): void {
    const options = decodeOptions(opts);
    if (requestId === undefined) {
      this.deliver(
        new Delivery(this.#lazyPacket(packet), packet, { volatile: opts.flags.volatile === true }),
        options,
      );
      return;
    }
    const { uid } = this.#node;
    super.broadcastWithAck(
      this.#codec.decode(packet) as BroadcastPacket,
      options,
      (clientCount) =>
        this.#node.respond(requester, {
          ...{ uid, requestId, clientCount },
          type: MessageType.BROADCAST_CLIENT_COUNT,
        }),
      (...args) =>
        this.#node.respond(requester, {
          ...{ uid, requestId, packet: this.#codec.encodeValues(args) },
          type: MessageType.BROADCAST_ACK,
        }),
    );
  }

  #onFetchSockets(
    requester: string,
    { opts, requestId }: (ClusterMessage & { type: MessageType.FETCH_SOCKETS })["data"],
  ): void {
    const { uid } = this.#node;
    const states = this.select(decodeOptions(opts));
    if (requester === uid) {
      this.#node.requests.add(
        requestId,
        uid,
        states.map((state) => state.socket ?? state),
      );
      return;
    }
    const sockets = states.map(detailsOf);
    this.#node.respond(requester, { uid, requestId, sockets, type: MessageType.FETCH_SOCKETS_RESPONSE });
  }

  #onServerSideEmit(
    requester: string,
    { packet, requestId }: (ClusterMessage & { type: MessageType.SERVER_SIDE_EMIT })["data"],
  ): void {
    const args = this.#codec.decodeValues(packet);
    if (requestId !== undefined) {
      const { uid } = this.#node;
      let isAcknowledged = false;
      args.push((value: unknown) => {
        if (isAcknowledged) return;
        isAcknowledged = true;
        this.#node.respond(requester, {
          ...{ uid, requestId, packet: this.#codec.encodeValues([value]) },
          type: MessageType.SERVER_SIDE_EMIT_RESPONSE,
        });
      });
    }
    this.namespace._onServerSideEmit(args);
  }

  /** @param onFailure does for this node's own sockets what the message is about, if the owner cannot be reached */
  #publish(
    message: Message,
    onFailure: () => void | Promise<void>,
    onPublished: (answer: PublishAnswer) => void = () => {},
  ): void {
    const published = this.#node.publisher.publish({
      ...message,
      nsp: this.namespace.name,
    } as ClusterMessage);
    published
      .then(onPublished, (error: unknown) => {
        this.#node.reportError(error);
        return onFailure();
      })
      .catch((error: unknown) => this.#node.reportError(error));
  }

  /** Returns a packet that is decoded when a listener of outgoing packets reads it. */
  #lazyPacket(frames: Frames): BroadcastPacket {
    const codec = this.#codec;
    let data: unknown;
    return {
      type: PacketType.EVENT,
      nsp: this.namespace.name,
      get data() {
        data ??= codec.decode(frames).data;
        return data;
      },
    };
  }
}

/** Returns what another node needs of a socket. */
function detailsOf(state: SocketState): SocketDetails {
  return {
    id: state.id,
    // Headers may be an object without a prototype, and `auth` is what a client has sent.
    handshake: structuredClone(state.handshake),
    rooms: [...state.rooms],
    data: cloneOfData(state),
  };
}

function cloneOfData(state: SocketState): unknown {
  try {
    return structuredClone(state.rawData);
  } catch {
    // The session store reports what cannot be cloned.
    state.unwrapData();
    return JSON.parse(JSON.stringify(state.rawData) ?? "{}");
  }
}
