/** Sessions that a person has signed out. Their account tells the rooms that the person uses. */
import type { Principal, RequestPrincipal } from "../../auth/principal.ts";
import type { Session } from "../../auth/session.ts";
import { type AccountsEnv, SIGNED_OUT_MESSAGE } from "../../auth/signed-in.ts";
import { failure } from "../../shared/contract/errors.ts";
import type { Disconnector } from "../connections/disconnect.ts";
import type { PresenceTracker } from "../connections/presence.ts";
import type { PushSubscriptionStore } from "../push/subscription-store.ts";
import { RoomError } from "../room-error.ts";
import type { RoomSockets } from "../room-io.ts";
import type { SettingsStore } from "../settings/settings-store.ts";

/** The prefix of the keys of people whose sessions without a device are signed out. */
const PREFIX = "room:ended:";

/** With how many devices in memory the older half is forgotten: they only matter while a connection is being admitted. */
const MANY = 1_000;

/** The room's answer to a session that was signed out; a page removes the person's data from its browser. */
const SIGNED_OUT = { ...failure("unauthorized", SIGNED_OUT_MESSAGE).error, signedOut: true };

/** An account says that a device was signed out. */
export interface EndedSession {
  /** The id of the person. */
  person: string;
  device: string;
  /** Whether sessions without a device are of it. */
  isFirst: boolean;
}

export interface EndedSessionsDependencies {
  room: string;
  sockets: Pick<RoomSockets, "in">;
  kv: SyncKvStorage;
  accounts: AccountsEnv["ACCOUNTS"];
  settings: Pick<SettingsStore, "current">;
  pushSubscriptions: Pick<PushSubscriptionStore, "removeDevice">;
  presence: Pick<PresenceTracker, "ready" | "socketsOf">;
  disconnector: Pick<Disconnector, "disconnectSockets">;
  /** Settles when all relays have handled what they were sent; undefined in a room without relays. */
  relaysSettled: () => Promise<void> | undefined;
}

export class EndedSessions {
  /** Devices that were signed out while the object was awake: the account may have admitted a connection just before. */
  readonly #devices = new Set<string>();
  /** Whether a person has signed out in this room; undefined before it was looked up. Reading it takes as long as a frame. */
  #hasAny: boolean | undefined;

  constructor(private readonly deps: EndedSessionsDependencies) {}

  /** Asks the account of a session with a device whether it is signed in. @throws {RoomError} `unauthorized` */
  async check(session: Pick<Session, "id" | "device">): Promise<void> {
    const { accounts, room } = this.deps;
    const { id, device } = session;
    if (device !== undefined && !(await accounts.getByName(id).enterRoom(device, room))) throw signedOut();
    this.require(session);
  }

  /** Checks what the room knows itself. @throws {RoomError} `unauthorized` */
  require({ id, device }: Pick<Principal, "id" | "device">): void {
    const isEnded = device === undefined ? this.#hasEnded(id) : this.#devices.has(device);
    if (isEnded) throw signedOut();
  }

  /** The same for the principal of a request. A bot has no session. */
  requireRequest(principal: RequestPrincipal | undefined): void {
    if (principal?.kind === "visitor") this.require(principal);
  }

  /** A device was signed out: ends its notifications, and disconnects its sockets, sleeping ones too, before it settles. */
  async end({ person, device, isFirst }: EndedSession): Promise<void> {
    const { sockets, kv, settings, pushSubscriptions, presence, disconnector, relaysSettled } = this.deps;
    if (this.#devices.size >= MANY)
      for (const old of [...this.#devices].slice(0, MANY / 2)) this.#devices.delete(old);
    this.#devices.add(device);
    // A room that stores nothing has nothing of the person, either.
    if (isFirst && settings.current.owner !== undefined) {
      kv.put(PREFIX + person, true);
      this.#hasAny = true;
    }
    pushSubscriptions.removeDevice(person, device, isFirst);
    await presence.ready();
    const ids = presence.socketsOf(person);
    // `in([])` selects every socket.
    if (ids.length === 0) return;
    const known = await sockets.in([...ids]).fetchSockets();
    const ended = known.filter(
      ({ data }) => data.device === device || (isFirst && data.device === undefined),
    );
    disconnector.disconnectSockets(
      ended.map(({ id }) => id),
      SIGNED_OUT,
    );
    await relaysSettled();
  }

  #hasEnded(person: string): boolean {
    const { kv } = this.deps;
    if (this.#hasAny === undefined) {
      this.#hasAny = false;
      for (const _ of kv.list({ prefix: PREFIX, limit: 1 })) this.#hasAny = true;
    }
    return this.#hasAny && kv.get(PREFIX + person) !== undefined;
  }
}

const signedOut = (): RoomError => Object.assign(RoomError.from(SIGNED_OUT), { signedOut: true });
