/** Handles what relays send: clients that join, their events, clients that leave. With the same code as for sockets of this object. */
import { resultWithin } from "../../../platform/with-timeout.ts";
import type { Ack } from "../../../shared/contract/errors.ts";
import type { Limits } from "../../../shared/limits.ts";
import type { FrameBatcher } from "../../broadcast/frame-batcher.ts";
import { encodeEvent } from "../../broadcast/room-parser.ts";
import { emitFlush } from "../../broadcast/socket-broadcaster.ts";
import type { TypingTracker } from "../../broadcast/typing.ts";
import type { Admissions } from "../../connections/admission.ts";
import type { ConnectionHandler } from "../../connections/connection-handler.ts";
import type { ConnectionLimiter } from "../../connections/connection-limiter.ts";
import type { MemberList } from "../../connections/member-list.ts";
import type { PendingConnections } from "../../connections/pending-connections.ts";
import type { PresenceTracker } from "../../connections/presence.ts";
import type { Client } from "../../event-table.ts";
import type { MessageChanges } from "../../messages/message-changes.ts";
import type { MessageStore } from "../../messages/message-store.ts";
import type { RequestHandler } from "../../request-handler.ts";
import type { Receivers, RoomSocket } from "../../room-io.ts";
import type { SettingsStore } from "../../settings/settings-store.ts";
import type {
  EmitMessage,
  JoiningClient,
  Position,
  RelayedClient,
  Transmission,
  UpBatch,
  UpMessage,
} from "../messages.ts";
import { fetchClients } from "./distributed-sockets.ts";
import type { GoneClient } from "./linked-clients.ts";
import type { RelayLink } from "./relay-link.ts";
import { RelayedSocket } from "./relayed-socket.ts";
import type { RelayEvents, Relays } from "./relays.ts";

/** How long the answer to a batch waits for slow requests in it, in milliseconds. Their own answers follow. */
const SLOW = 10;

export interface RelayBatchesDependencies {
  relays: Relays;
  admissions: Pick<Admissions, "admit" | "toConnectError">;
  pendingConnections: Pick<PendingConnections, "takeRate">;
  connectionHandler: Pick<ConnectionHandler, "connected" | "disconnected" | "recheck">;
  requestHandler: Pick<RequestHandler, "createClient" | "receive" | "flood">;
  presence: Pick<PresenceTracker, "ready" | "restore">;
  memberList: Pick<MemberList, "members" | "count" | "isFilled" | "nameOf">;
  connectionLimiter: Pick<ConnectionLimiter, "addressOf">;
  messageStore: Pick<MessageStore, "page">;
  messageChanges: Pick<MessageChanges, "since">;
  settings: Pick<SettingsStore, "current">;
  typingTracker: Pick<TypingTracker, "ids">;
  limits: Pick<Limits, "resumeMessages">;
  frameBatcher: Pick<FrameBatcher, "changed">;
  onError: (error: unknown, socket?: RoomSocket) => void;
}

export class RelayBatches implements RelayEvents {
  constructor(private readonly deps: RelayBatchesDependencies) {}

  /** Handles the messages of a relay in their order. */
  async handle(batch: UpBatch): Promise<Transmission> {
    const { relays } = this.deps;
    relays.start();
    const link = relays.linkOf(batch);
    const { instance, number } = batch;
    if (instance !== link.lastBatch.instance) link.forgetPage();
    const isRepeated = instance === link.lastBatch.instance && number <= link.lastBatch.number;
    link.confirm(batch.received);
    link.hold();
    if (!isRepeated) {
      link.lastBatch = { instance, number };
      await resultWithinIfAny(batch.messages.flatMap((message) => this.#handle(link, message) ?? []));
    }
    if (batch.connections === 0) relays.remove(link);
    return link.release();
  }

  /** What the sockets of a relay missed, and the state of the room. Undefined where that is too much. */
  async missed(from: Position, to: Position): Promise<EmitMessage[] | undefined> {
    const { presence, memberList, messageStore, messageChanges, settings, typingTracker, limits } = this.deps;
    const count = to.seq - from.seq;
    const changes = messageChanges.since(from.rev, from.seq);
    if (count > limits.resumeMessages || changes === undefined) return undefined;
    await presence.ready();
    const { messages } = count > 0 ? messageStore.page({ after: from.seq, limit: count }) : { messages: [] };
    const missed: EmitMessage[] = [];
    emitFlush(collecting(missed), {
      ...(messages.length > 0 && { messages: messages.filter(({ seq }) => seq <= to.seq) }),
      ...(changes.length > 0 && { changes: { rev: to.rev, messages: changes } }),
      room: settings.current,
      presence: { joined: memberList.members, left: [], count: memberList.count },
      typing: { ids: typingTracker.ids },
    });
    return missed;
  }

  /** A promise, where the message is not handled yet. */
  #handle(link: RelayLink, message: UpMessage): Promise<unknown> | undefined {
    try {
      if (message.type === "join") return this.#join(link, message.client);
      if (message.type === "event") return this.#event(link, message);
      if (message.type === "flood") this.deps.requestHandler.flood(this.#clientOf(link, message.client));
      else this.#leave(link, message);
    } catch (error) {
      this.deps.onError(error);
    }
    return undefined;
  }

  async #join(link: RelayLink, { socketId, address, secure, headers, auth }: JoiningClient): Promise<void> {
    const { relays, admissions, pendingConnections, connectionHandler } = this.deps;
    relays.arrived(link);
    const socket = new RelayedSocket(link, socketId, address, undefined, {
      headers,
      secure,
      auth: JSON.parse(auth),
    });
    link.keep(socket);
    try {
      pendingConnections.takeRate(address);
      await admissions.admit(socket);
    } catch (error) {
      link.delete(socketId);
      const { message, data } = admissions.toConnectError(error, socket);
      link.send({ type: "refused", socketId, message, data });
      return;
    }
    link.send({ type: "admitted", socketId, data: { ...socket.data } });
    relays.remember(link);
    socket.connected();
    connectionHandler.connected(socket);
    link.joined(socket);
  }

  #event(link: RelayLink, event: UpMessage & { type: "event" }): Promise<unknown> | undefined {
    const { requestHandler } = this.deps;
    const { client, name, payload, answer: number, request } = event;
    const sender = this.#clientOf(link, client);
    const socket = sender.socket as RelayedSocket;
    if (request !== undefined) socket.request = request;
    const packet: unknown[] = payload === undefined ? [name] : [name, JSON.parse(payload)];
    if (number === undefined) {
      requestHandler.receive(sender, packet);
      return undefined;
    }
    let isAnswered = false;
    let settle = (): void => {};
    packet.push((answer: Ack) => {
      if (isAnswered) return;
      isAnswered = true;
      link.send({ type: "answer", number, json: JSON.stringify(answer) });
      settle();
    });
    requestHandler.receive(sender, packet);
    if (isAnswered) return undefined;
    return new Promise<void>((resolve) => {
      settle = resolve;
    });
  }

  /** The sender of an event, of whom the room knows little if they were silent, and nothing after a sleep. */
  #clientOf(link: RelayLink, client: RelayedClient): Client {
    const { memberList, requestHandler } = this.deps;
    let socket = link.find(client.socketId);
    if (socket === undefined) {
      // A new name may be on its way to the relay.
      const name = memberList.nameOf(client.data.id) ?? client.data.name;
      socket = RelayedSocket.of(link, { ...client, data: { ...client.data, name } });
    }
    link.keep(socket);
    socket.client ??= requestHandler.createClient(socket);
    return socket.client;
  }

  #leave(link: RelayLink, { client, wasConnected }: UpMessage & { type: "leave" }): void {
    const { socketId } = client;
    const socket = link.find(socketId);
    const person = link.personOf(socketId);
    link.delete(socketId);
    socket?.close();
    if (!(socket?.isConnected ?? (person !== undefined || wasConnected))) return;
    // A relay that could not reach the room does not know who it is.
    const data = person === undefined || client.data.id !== "" ? client.data : { ...client.data, id: person };
    this.#disconnected(socket ?? RelayedSocket.of(link, { ...client, data }));
  }

  /** A client is gone, and its relay did not say so. */
  onGone(link: RelayLink, { socketId, person, socket }: GoneClient): void {
    socket?.close();
    if (socket?.isConnected === false) return;
    const address = this.deps.connectionLimiter.addressOf(socketId) ?? "";
    const data = { id: person, name: "" };
    this.#disconnected(socket ?? RelayedSocket.of(link, { socketId, address, data }));
  }

  #disconnected(socket: RelayedSocket): void {
    this.deps.connectionHandler.disconnected(socket).catch((error) => this.deps.onError(error, socket));
  }

  /**
   * Adds clients of a relay that the room lost sight of. Where it has just woken, they are found with all others. A client that was
   * banned meanwhile did not hear of it: it is disconnected now.
   */
  onUnknownClients(link: RelayLink): void {
    const { memberList, presence, frameBatcher, connectionHandler } = this.deps;
    if (!memberList.isFilled) return;
    const known = link.ids;
    void fetchClients(link).then((sockets) => {
      const unknown = sockets.filter(({ id }) => !known.has(id));
      for (const socket of unknown) presence.restore(socket);
      for (const socket of unknown) connectionHandler.recheck(socket);
      frameBatcher.changed("presence");
    });
  }
}

async function resultWithinIfAny(work: readonly Promise<unknown>[]): Promise<void> {
  if (work.length > 0) await resultWithin(SLOW, Promise.allSettled(work));
}

/** Sockets that collect what is sent to all of them. */
function collecting(messages: EmitMessage[]): Receivers {
  return {
    emit: (event, ...payload) => messages.push({ type: "emit", packet: encodeEvent([event, ...payload]) }),
  };
}
