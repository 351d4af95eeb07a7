/**
 * What the objects of a cluster send each other: the messages and responses of Socket.IO's cluster adapter, and the calls
 * that carry them.
 *
 * Everything is a plain value. What the application emits is in the frames of the server's parser, so that it arrives as it
 * would at a client.
 */

import { type BroadcastFlags, type BroadcastOptions, MessageType } from "socket.io-adapter";
import type { PacketSender } from "../../recovery/packet-log.ts";
import type { StoredSession } from "../../recovery/stored-sessions.ts";

/** A packet as the server's encoder returned it. */
export type Frames = Array<string | Uint8Array>;

/** {@link BroadcastOptions} as plain values. */
export interface EncodedOptions {
  rooms: string[];
  except: string[];
  flags: BroadcastFlags;
}

/** A message of the cluster adapter. Heartbeats do not exist here. */
export type ClusterMessage = { nsp: string } & (
  | {
      type: MessageType.BROADCAST;
      data: {
        opts: EncodedOptions;
        packet: Frames;
        requestId?: string;
        /** Whether connection state recovery may send the packet later. */
        isRecoverable?: boolean;
      };
    }
  | {
      type: MessageType.SOCKETS_JOIN | MessageType.SOCKETS_LEAVE;
      data: { opts: EncodedOptions; rooms: string[] };
    }
  | { type: MessageType.DISCONNECT_SOCKETS; data: { opts: EncodedOptions; close: boolean } }
  | { type: MessageType.FETCH_SOCKETS; data: { opts: EncodedOptions; requestId: string } }
  | { type: MessageType.SERVER_SIDE_EMIT; data: { packet: Frames; requestId?: string } }
);

/** A socket of another node. */
export interface SocketDetails {
  id: string;
  handshake: object;
  rooms: string[];
  data: unknown;
}

/** A response of the cluster adapter, to the node that made the request. */
export type ClusterResponse = { uid: string; requestId: string } & (
  | { type: MessageType.BROADCAST_CLIENT_COUNT; clientCount: number }
  | { type: MessageType.BROADCAST_ACK; packet: Frames }
  | { type: MessageType.FETCH_SOCKETS_RESPONSE; sockets: SocketDetails[] }
  /** The packet is unset if the node has no such namespace. */
  | { type: MessageType.SERVER_SIDE_EMIT_RESPONSE; packet: Frames | undefined }
  /** Sent by the owner: the node has left, or does not answer. */
  | { type: MessageType.ADAPTER_CLOSE; isUnreachable: boolean }
);

/** A message from its sender. A retry has the same `uid` and `number`. */
export interface PublishedMessage {
  /** The name of the node that sends it, or a unique name of an emitter. */
  uid: string;
  /** Grows with each message of a `uid`. */
  number: number;
  message: ClusterMessage;
}

/** A message with its place in the order of the cluster. */
export interface OrderedMessage extends PublishedMessage {
  /** Grows with each message of the cluster. */
  seq: number;
  /** Whether the owner has logged it, for connection state recovery. */
  isLogged?: boolean;
}

/** Publishes messages, in order. */
export interface PublishCall {
  kind: "publish";
  from: string;
  messages: PublishedMessage[];
  /** Whether the messages may have been published by a call that failed. */
  isRetry: boolean;
}

/** The nodes that get the messages of a {@link PublishCall}. */
export interface PublishAnswer {
  nodes: string[];
  /** Those of the nodes that do not answer at present, and get no message. */
  unreachable: string[];
}

/** Makes a node a member. */
export interface JoinCall {
  kind: "join";
  from: string;
}

export interface JoinAnswer {
  /** Identifies this membership: a node may leave and join again. */
  generation: number;
  /** The last broadcast in the owner's log that the node does not get, or 0. */
  lastLogged: number;
}

/** Ends a membership. */
export interface LeaveCall {
  kind: "leave";
  from: string;
  generation: number;
}

/** Delivers messages to a member, in order. */
export interface DeliverCall {
  kind: "deliver";
  generation: number;
  /** The last broadcast in the owner's log before these messages, if the node may lack some up to it; otherwise 0. */
  previous: number;
  messages: OrderedMessage[];
}

export interface DeliverAnswer {
  /** `false`: the node has no connection, and has not handled the messages. */
  isMember: boolean;
}

/** Tells the owner how many connections a node has, when that has changed much. */
export interface ReportCall {
  kind: "report";
  from: string;
  connections: number;
}

/** Asks how many connections the nodes have, as far as the owner knows. */
export interface LoadsCall {
  kind: "loads";
}

/** Responds to requests of a node. */
export interface RespondCall {
  kind: "respond";
  responses: ClusterResponse[];
}

/** A broadcast in the owner's log. */
export interface LoggedBroadcast {
  seq: number;
  sender: PacketSender;
  namespace: string;
  rooms: string[];
  except: string[];
  frames: Frames;
}

/** Reads broadcasts of the owner's log, after one place and up to another. */
export interface ReadLogCall {
  kind: "readLog";
  from: string;
  after: number;
  upTo: number;
}

export interface LogPage {
  broadcasts: LoggedBroadcast[];
  /** Whether these are all of them. */
  isComplete: boolean;
  /** The last broadcast in the log, or the last that was in it. */
  last: number;
}

/** Asks the owner for a session, to move it to the node that asks. */
export interface TakeSessionCall {
  kind: "takeSession";
  from: string;
  pid: string;
  namespace: string;
  offset: string;
  /** Identifies the move. */
  move: string;
}

/** Asks a node for a session. */
export interface GiveSessionCall extends Omit<TakeSessionCall, "kind" | "from"> {
  kind: "giveSession";
}

/** A session, and what its client has missed on its node only; or the node that has the session now. */
export type GivenSession = {
  /** The last move of the session, as the node knows it on which it began; empty if it has not moved. */
  lastMove: string;
} & ({ session: StoredSession; packets: Array<{ offset: string; frames: Frames }> } | { movedTo: string });

/** A session, and the node that has it. */
export type TakenSession = Extract<GivenSession, { session: unknown }> & { holder: string };

/** Tells the owner that a node has stored a session, and wants to use it. */
export interface SessionTakenCall {
  kind: "sessionTaken";
  from: string;
  pid: string;
  move: string;
  lastMove: string;
  holder: string;
}

/**
 * What becomes of a move: the node may use the session; or another node has asked for it later; or the session has moved in the
 * meantime, and the node may ask again.
 */
export type MoveResult = "moved" | "overtaken" | "outdated";

/** Tells the node on which a session began that the session moves. */
export interface RecordMoveCall {
  kind: "recordMove";
  pid: string;
  to: string;
  move: string;
  lastMove: string;
}

/** Tells a node that a session has moved away. */
export interface ForgetSessionCall {
  kind: "forgetSession";
  pid: string;
  move: string;
}

/** The calls between the objects of a cluster, and what they return. */
export interface ClusterCalls {
  publish: [PublishCall, PublishAnswer];
  join: [JoinCall, JoinAnswer];
  leave: [LeaveCall, undefined];
  deliver: [DeliverCall, DeliverAnswer];
  respond: [RespondCall, undefined];
  report: [ReportCall, undefined];
  loads: [LoadsCall, Record<string, number>];
  readLog: [ReadLogCall, LogPage];
  takeSession: [TakeSessionCall, TakenSession | undefined];
  giveSession: [GiveSessionCall, GivenSession | undefined];
  sessionTaken: [SessionTakenCall, MoveResult];
  /** `false` if the session has moved in the meantime. */
  recordMove: [RecordMoveCall, boolean];
  forgetSession: [ForgetSessionCall, undefined];
}

/** A call of one object to another. */
export type ClusterCall = ClusterCalls[keyof ClusterCalls][0];

/** What a call returns. */
export type AnswerTo<Call extends ClusterCall> = ClusterCalls[Call["kind"]][1];

export const isBroadcast = (
  message: ClusterMessage,
): message is ClusterMessage & { type: MessageType.BROADCAST } => message.type === MessageType.BROADCAST;

export const encodeOptions = ({ rooms, except, flags }: BroadcastOptions): EncodedOptions => ({
  rooms: [...rooms],
  except: [...(except ?? [])],
  flags: { ...flags },
});

export const decodeOptions = ({ rooms, except, flags }: EncodedOptions): BroadcastOptions => ({
  rooms: new Set(rooms),
  except: new Set(except),
  flags,
});
