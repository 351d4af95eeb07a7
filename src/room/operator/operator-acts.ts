/** What operators see and do in a room. What an owner can do, too, runs through the same handlers. */
import type { Principal } from "../../auth/principal.ts";
import type { BanChange, OperatorRequest, OperatorResult, RoomAct } from "../../operator/operated-room.ts";
import { networkOf } from "../../platform/network.ts";
import type { Member, RoomSettings } from "../../shared/contract/index.ts";
import type { OperatedRoom } from "../../shared/operator.ts";
import { roomPath } from "../../shared/room-name.ts";
import type { GuestStore } from "../access/guest-store.ts";
import { latestName } from "../access/latest-name.ts";
import type { FrameBatcher } from "../broadcast/frame-batcher.ts";
import type { Disconnector } from "../connections/disconnect.ts";
import type { MemberList } from "../connections/member-list.ts";
import type { PresenceTracker } from "../connections/presence.ts";
import { RequestSocket } from "../identity/request-socket.ts";
import type { MessageStore } from "../messages/message-store.ts";
import type { SanctionStore } from "../moderation/sanction-store.ts";
import { OPERATOR_ID } from "../permissions.ts";
import type { PushSubscriptionStore } from "../push/subscription-store.ts";
import type { Relays } from "../relay/owner/relays.ts";
import type { RequestHandler } from "../request-handler.ts";
import { RoomError } from "../room-error.ts";
import type { RoomSockets } from "../room-io.ts";
import type { ListingRequirement } from "../settings/listing-requirement.ts";
import type { SettingsStore } from "../settings/settings-store.ts";
import type { DirectoryPublisher } from "../storage/directory-publisher.ts";
import type { RoomDeletion } from "../storage/room-deletion.ts";
import { BANNED_EVERYWHERE, type BanList } from "./ban-list.ts";
import type { RoomRegistration } from "./room-registration.ts";

/** How many members an operator sees of a room. */
const MEMBERS = 100;

export interface OperatorActsDependencies {
  name: string;
  settings: SettingsStore;
  listingRequirement: Pick<ListingRequirement, "isFeatured" | "setFeatured">;
  messageStore: Pick<MessageStore, "lastSeq" | "lastAt" | "select">;
  sanctions: SanctionStore;
  guests: Pick<GuestStore, "nameOf" | "add">;
  pushSubscriptions: Pick<PushSubscriptionStore, "removePerson">;
  presence: PresenceTracker;
  memberList: Pick<MemberList, "count" | "page">;
  sockets: Pick<RoomSockets, "count" | "fetchSockets">;
  disconnector: Pick<Disconnector, "disconnectSockets">;
  relays: Pick<Relays, "settled">;
  frameBatcher: Pick<FrameBatcher, "changed">;
  directoryPublisher: Pick<DirectoryPublisher, "republish">;
  roomDeletion: Pick<RoomDeletion, "isScheduled" | "requireNotDeleted" | "schedule" | "run">;
  requestHandler: Pick<RequestHandler, "request">;
  banList: Pick<BanList, "apply">;
  roomRegistration: Pick<RoomRegistration, "update">;
}

export class OperatorActs {
  constructor(private readonly deps: OperatorActsDependencies) {}

  /** @throws {RoomError} the error of the act or of the event */
  async handle(request: OperatorRequest): Promise<OperatorResult> {
    if (request.type === "view") {
      const room = await this.#view();
      // It may have been created before the deployment had operators.
      await this.deps.roomRegistration.update();
      return { room };
    }
    if (request.type === "act") {
      const done = await this.#act(request.act);
      // A deletion has removed it.
      if (request.act.act !== "delete") await this.deps.roomRegistration.update();
      return done;
    }
    if (request.type === "networks") return this.#networksOf(request.person);
    if (request.type === "event") return this.#send(request);
    await this.#banned(request.change);
    return {};
  }

  /** The room as it is now. */
  async #view(): Promise<OperatedRoom> {
    const { name, settings, listingRequirement, messageStore, presence, memberList, sanctions } = this.deps;
    const { roomDeletion } = this.deps;
    await presence.ready();
    const { current } = settings;
    const { lastAt } = messageStore;
    const owner = ownerIn(current);
    return {
      name,
      path: roomPath(name),
      exists: current.owner !== undefined && !roomDeletion.isScheduled,
      settings: current,
      ...(owner !== undefined && { owner: this.#personOf(owner) }),
      ...(current.closed && { closed: true }),
      ...(listingRequirement.isFeatured && { featured: true }),
      people: memberList.count,
      members: memberList.page({}).members.slice(0, MEMBERS),
      messages: messageStore.lastSeq,
      ...(lastAt !== undefined && { lastAt }),
      ...sanctions.all,
    };
  }

  /**
   * Does what no owner can do. The same again changes nothing.
   *
   * @throws {RoomError} `not_found` while the room is deleted, `stale` where it has another owner than the operator saw
   */
  async #act(act: RoomAct): Promise<{ changed: boolean }> {
    if (act.act === "delete") return this.#delete();
    if (act.act === "reclaim") return this.#reclaim();
    await this.deps.presence.ready();
    this.deps.roomDeletion.requireNotDeleted();
    if (act.act === "handover") return this.#handOver(act.to, act.from);
    if (act.act === "feature") return this.#feature(act.on);
    const changed = this.deps.settings.setClosed(act.on);
    if (changed) {
      this.deps.frameBatcher.changed("room");
      await this.deps.directoryPublisher.republish();
    }
    return { changed };
  }

  async #networksOf(person: string): Promise<{ networks: string[] }> {
    const { presence } = this.deps;
    await presence.ready();
    return { networks: await presence.networksOf(person) };
  }

  /** Runs the handler of an owner's event. @throws {RoomError} `not_found` if it is about a message of an earlier room of this name */
  async #send({ event, payload, message }: OperatorRequest & { type: "event" }): Promise<object> {
    if (message !== undefined) {
      const [found] = this.deps.messageStore.select("WHERE seq = ?", message.seq);
      if (found?.at !== message.at) throw new RoomError("not_found", "This message is not there any more.");
    }
    await this.deps.requestHandler.request(OPERATOR, event, payload, undefined);
    return {};
  }

  /** Disconnects who was banned in all rooms, and ends their notifications. */
  async #banned(change: BanChange): Promise<void> {
    const { banList, presence, sockets, relays, disconnector, pushSubscriptions } = this.deps;
    banList.apply(change);
    if (!change.on) return;
    const { kind, value } = change.ban;
    if (kind === "person") pushSubscriptions.removePerson(value);
    if (sockets.count === 0) return;
    await presence.ready();
    const banned = kind === "person" ? presence.socketsOf(value) : await this.#socketsFrom(value);
    disconnector.disconnectSockets(banned, BANNED_EVERYWHERE);
    await relays.settled(new RequestSocket(OPERATOR, undefined));
  }

  /** The ids of the sockets that are connected from a network. */
  async #socketsFrom(network: string): Promise<string[]> {
    const all = await this.deps.sockets.fetchSockets();
    return all.filter(({ handshake }) => networkOf(handshake.address) === network).map(({ id }) => id);
  }

  async #feature(on: boolean): Promise<{ changed: boolean }> {
    const { listingRequirement, directoryPublisher } = this.deps;
    if (listingRequirement.isFeatured === on) return { changed: false };
    listingRequirement.setFeatured(on);
    await directoryPublisher.republish();
    return { changed: true };
  }

  async #delete(): Promise<{ changed: boolean }> {
    const { settings, roomDeletion } = this.deps;
    const exists = settings.current.owner !== undefined || settings.current.closed === true;
    if (!exists && !roomDeletion.isScheduled) return { changed: false };
    roomDeletion.schedule("operator");
    await roomDeletion.run();
    if (roomDeletion.isScheduled)
      throw new RoomError("internal", "The room is closed to everyone. The rest is deleted in a moment.");
    return { changed: true };
  }

  async #reclaim(): Promise<{ changed: boolean }> {
    const { settings } = this.deps;
    const { changed } = settings.current.owner === undefined ? { changed: false } : await this.#delete();
    const isNew = settings.setClosed(true);
    return { changed: changed || isNew };
  }

  /** The new owner is neither muted nor banned; a person who owned the room stays as a guest. */
  #handOver(to: string, from: string | null | undefined): { changed: boolean } {
    const { settings, sanctions, guests, presence, frameBatcher } = this.deps;
    const owner = ownerIn(settings.current);
    if (owner === to) return { changed: false };
    if (from !== undefined && from !== (owner ?? null))
      throw new RoomError("stale", "The room has another owner by now. Look at it again.");
    if (owner !== undefined) guests.add(this.#personOf(owner));
    for (const kind of ["muted", "banned"] as const)
      if (sanctions.has(kind, to)) sanctions.set(kind, { id: to, name: "" }, false);
    presence.sendMuted(to, false);
    // A reclaimed name was only kept for its new owner.
    if (settings.current.owner === undefined) settings.setClosed(false);
    settings.handOver(to);
    frameBatcher.changed("room");
    return { changed: true };
  }

  /** A person with the latest name that the room knows. */
  #personOf(id: string): Member {
    return { id, name: latestName(this.deps, id) };
  }
}

/** The id of the person who owns the room, if there is one. */
const ownerIn = ({ owner }: RoomSettings): string | undefined => (owner === OPERATOR_ID ? undefined : owner);

/** As whom the handlers of events see an operator. */
const OPERATOR: Principal = { kind: "visitor", id: OPERATOR_ID, name: "Operator" };
