/** The receiving half of a node's adapter: does for the node's own sockets what the messages of all nodes ask for. */

import { MessageType } from "socket.io-adapter";
import { HibernatingAdapter } from "../adapter/adapter.ts";
import { type BroadcastPacket, Delivery } from "../adapter/delivery.ts";
import { toOffset } from "../recovery/packet-log.ts";
import { type InternalNamespace, PacketType } from "../socketio-internals.ts";
import type { SocketState } from "../state/socket-state.ts";
import {
  type ClusterMessage,
  decodeOptions,
  type Frames,
  type OrderedMessage,
  type SocketDetails,
} from "./messaging/messages.ts";
import type { PacketCodec } from "./messaging/packet-codec.ts";
import type { ClusterNode, MessageHandler } from "./node.ts";

type BroadcastData = (ClusterMessage & { type: MessageType.BROADCAST })["data"];

/** An adapter that handles the messages of its cluster. */
export abstract class ReceivingAdapter extends HibernatingAdapter implements MessageHandler {
  protected readonly node: ClusterNode;
  protected readonly codec: PacketCodec;

  constructor(namespace: InternalNamespace) {
    super(namespace);
    const { cluster } = this.host;
    if (cluster === undefined) throw new Error("The option cluster is not set");
    this.node = cluster.node;
    this.codec = cluster.codec;
  }

  /** Handles a message that the owner has delivered. */
  onClusterMessage(ordered: OrderedMessage): void {
    const { uid, message } = ordered;
    switch (message.type) {
      case MessageType.BROADCAST:
        if (message.data.requestId === undefined) this.#onBroadcast(ordered, message.data);
        else this.#onBroadcastWithAck(uid, { ...message.data, requestId: message.data.requestId });
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
        if (uid !== this.node.uid) this.#onServerSideEmit(uid, message.data);
        break;
    }
  }

  #onBroadcast({ seq, isLogged }: OrderedMessage, { opts, packet }: BroadcastData): void {
    const { recovery } = this.host;
    const sourceFor =
      isLogged && recovery !== undefined
        ? (state: SocketState) => recovery.sourceOf(state, toOffset(seq))
        : undefined;
    const volatile = opts.flags.volatile === true;
    this.deliver(
      new Delivery(this.#lazyPacket(packet), packet, { volatile, sourceFor }),
      decodeOptions(opts),
    );
  }

  #onBroadcastWithAck(
    requester: string,
    { opts, packet, requestId }: BroadcastData & { requestId: string },
  ): void {
    const options = decodeOptions(opts);
    const { uid } = this.node;
    super.broadcastWithAck(
      this.codec.decode(packet) as BroadcastPacket,
      options,
      (clientCount) =>
        this.node.respond(requester, {
          ...{ uid, requestId, clientCount },
          type: MessageType.BROADCAST_CLIENT_COUNT,
        }),
      (...args) =>
        this.node.respond(requester, {
          ...{ uid, requestId, packet: this.codec.encodeValues(args) },
          type: MessageType.BROADCAST_ACK,
        }),
    );
  }

  #onFetchSockets(
    requester: string,
    { opts, requestId }: (ClusterMessage & { type: MessageType.FETCH_SOCKETS })["data"],
  ): void {
    const { uid } = this.node;
    const states = this.select(decodeOptions(opts));
    if (requester === uid) {
      this.node.requests.add(
        requestId,
        uid,
        states.map((state) => state.joinedSocket ?? state),
      );
      return;
    }
    const sockets = states.map(detailsOf);
    this.node.respond(requester, { uid, requestId, sockets, type: MessageType.FETCH_SOCKETS_RESPONSE });
  }

  #onServerSideEmit(
    requester: string,
    { packet, requestId }: (ClusterMessage & { type: MessageType.SERVER_SIDE_EMIT })["data"],
  ): void {
    const args = this.codec.decodeValues(packet);
    if (requestId !== undefined) {
      const { uid } = this.node;
      let isAcknowledged = false;
      args.push((value: unknown) => {
        if (isAcknowledged) return;
        isAcknowledged = true;
        this.node.respond(requester, {
          ...{ uid, requestId, packet: this.codec.encodeValues([value]) },
          type: MessageType.SERVER_SIDE_EMIT_RESPONSE,
        });
      });
    }
    this.namespace._onServerSideEmit(args);
  }

  /** Returns a packet that is decoded when a listener of outgoing packets reads it. */
  #lazyPacket(frames: Frames): BroadcastPacket {
    const codec = this.codec;
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
