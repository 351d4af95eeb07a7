/** The adapter of a node: what `HibernatingAdapter` does for the node's own sockets, done on all nodes. */

import { type BroadcastOptions, MessageType } from "socket.io-adapter";
import type { BroadcastPacket } from "../adapter/delivery.ts";
import { type AckCallback, PacketType } from "../socketio-internals.ts";
import { type ClusterMessage, encodeOptions, type Frames, type PublishAnswer } from "./messaging/messages.ts";
import { missingResponses } from "./messaging/requests.ts";
import { ReceivingAdapter } from "./receiving-adapter.ts";

/** The kinds of messages, each without its namespace. */
type Message = ClusterMessage extends infer M ? (M extends ClusterMessage ? Omit<M, "nsp"> : never) : never;

/** An adapter that includes the sockets of the other nodes, with the contract of Socket.IO's cluster adapters. */
export class ClusterAdapter extends ReceivingAdapter {
  /** Sends a packet to sockets of all nodes, in the order of the cluster. It reaches this node's own sockets in that order, too. */
  override broadcast(packet: BroadcastPacket, options: BroadcastOptions): void {
    if (this.isToSelf || options.flags?.local) {
      super.broadcast(packet, options);
      return;
    }
    const frames = this.codec.encode({ ...packet, nsp: this.namespace.name });
    const isRecoverable = packet.type === PacketType.EVENT && options.flags?.volatile !== true;
    this.#publish(
      { type: MessageType.BROADCAST, data: { opts: encodeOptions(options), packet: frames, isRecoverable } },
      () => super.broadcast(this.codec.decode(frames) as BroadcastPacket, options),
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
    const frames = this.codec.encode({ ...packet, nsp: this.namespace.name });
    const { id: requestId, acks } = this.node.requests.collectAcks(options.flags?.timeout, {
      onClientCount: clientCountCallback,
      onAck: (args) => ack(...this.codec.decodeValues(args)),
    });
    this.#publish(
      { type: MessageType.BROADCAST, data: { opts: encodeOptions(options), packet: frames, requestId } },
      () => {
        acks.cancel();
        super.broadcastWithAck(packet, options, clientCountCallback, ack);
      },
      // A node without connections is no member, but Socket.IO expects a count from the node that asks.
      ({ nodes }) => {
        if (!nodes.includes(this.node.uid)) clientCountCallback(0);
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
    const { requestsTimeout } = this.node.options;
    const { id, collection } = this.node.requests.collect<object>(options.flags?.timeout ?? requestsTimeout);
    this.#publish(
      { type: MessageType.FETCH_SOCKETS, data: { opts: encodeOptions(options), requestId: id } },
      async () => {
        const { uid, options: cluster } = this.node;
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
    const frames = this.codec.encodeValues(ack === undefined ? packet : packet.slice(0, -1));
    if (ack === undefined) {
      this.#publish({ type: MessageType.SERVER_SIDE_EMIT, data: { packet: frames } }, () => {});
      return;
    }
    const { uid, options, requests } = this.node;
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
      const responses = values.map((value) => this.codec.decodeValues(value)[0]);
      ack(missing.length > 0 ? missingResponses(missing, responses) : null, responses);
    });
  }

  /** Returns how many nodes have connections, this one included in any case. */
  override async serverCount(): Promise<number> {
    try {
      const { nodes } = await this.node.publisher.nodes();
      return nodes.length + (nodes.includes(this.node.uid) ? 0 : 1);
    } catch {
      return 1;
    }
  }

  /** @param onFailure does for this node's own sockets what the message is about, if the owner cannot be reached */
  #publish(
    message: Message,
    onFailure: () => void | Promise<void>,
    onPublished: (answer: PublishAnswer) => void = () => {},
  ): void {
    const published = this.node.publisher.publish({
      ...message,
      nsp: this.namespace.name,
    } as ClusterMessage);
    published
      .then(onPublished, (error: unknown) => {
        this.node.reportError(error);
        return onFailure();
      })
      .catch((error: unknown) => this.node.reportError(error));
  }
}
