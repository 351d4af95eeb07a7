/** An account: one Durable Object for each person who is on several devices. Other people have none. */
import { DurableObject } from "cloudflare:workers";
import type { Schema } from "../platform/migrations.ts";
import { canRead } from "../platform/storage-check.ts";
import type {
  AccountChange,
  AccountData,
  AccountInfo,
  AccountState,
  DeviceKind,
  Passkey,
} from "../shared/account.ts";
import { type Ack, type Failure, failure } from "../shared/contract/errors.ts";
import { limitsFrom } from "../shared/limits.ts";
import { type AccountEnv, AccountRooms } from "./account-rooms.ts";
import { DeviceStore } from "./device-store.ts";
import { LinkStore } from "./link-store.ts";
import { accountSchema } from "./migrations.ts";
import { NAME_KEY, OwnData } from "./own-data.ts";
import { type PasskeyAnswer, type PasskeyCredential, PasskeyStore } from "./passkey-store.ts";
import { RecoveryCode } from "./recovery-code.ts";
import { StateStore } from "./state-store.ts";

/** Who asks for something. */
export interface Caller extends DeviceKind {
  /** The device of the session; undefined for one from before the account. */
  device: string | undefined;
  /** The name of the person. */
  name: string;
  /** Rooms that the device has open, where it knows of them. */
  rooms?: readonly string[];
}

/** A device that was signed in. */
export interface NewDevice {
  device: string;
  /** The name of the person. */
  name: string;
  /** The rooms that the person uses, the latest first. */
  rooms: { name: string; at: number }[];
  state: AccountState;
}

/** How many rooms a new device gets: as many as a page lists. */
const ROOMS_SENT = 50;

const SIGNED_OUT = failure("unauthorized", "This session was signed out.");
const NO_LINK = failure("not_found", "The link was used already, or is older than ten minutes.");
const NO_PASSKEY = failure("not_found", "There is no such passkey (any more).");
const USED_CHALLENGE = failure("unauthorized", "The passkey is unknown, or its answer was used before.");
const NO_DEVICE = failure("not_found", "There is no such device (any more).");

/**
 * The account of a person, by the id of their sessions.
 *
 * Nothing is stored before the person asks to sign in another device. Reads of an account that does not exist write nothing.
 */
export class Account extends DurableObject<AccountEnv> {
  readonly #schema: Schema;
  readonly #devices: DeviceStore;
  readonly #links: LinkStore;
  readonly #passkeys: PasskeyStore;
  readonly #recoveryCode: RecoveryCode;
  readonly #state: StateStore;
  readonly #rooms: AccountRooms;
  readonly #ownData: OwnData;

  constructor(ctx: DurableObjectState, env: AccountEnv) {
    super(ctx, env);
    this.#schema = accountSchema(ctx.storage);
    const limits = limitsFrom(env);
    this.#devices = new DeviceStore(ctx.storage, limits);
    this.#passkeys = new PasskeyStore(ctx.storage.sql, limits);
    this.#recoveryCode = new RecoveryCode(ctx.storage.kv);
    this.#links = new LinkStore(ctx.storage.sql);
    this.#state = new StateStore(ctx.storage);
    this.#rooms = new AccountRooms(ctx, env, this.#devices);
    const [devices, links, passkeys] = [this.#devices, this.#links, this.#passkeys];
    const [recoveryCode, state] = [this.#recoveryCode, this.#state];
    this.#ownData = new OwnData({ storage: ctx.storage, devices, links, passkeys, recoveryCode, state });
  }

  /** For `GET /api/ready`. Stores nothing. @throws if the storage cannot be read */
  isReady(): boolean {
    return canRead(this.ctx.storage);
  }

  /** Whether a session may be used. A person without an account is signed in. */
  isSignedIn(device: string | undefined): boolean {
    if (!this.#schema.exists) return device === undefined;
    return this.#devices.find(device) !== undefined;
  }

  /** Whether a device may connect to a room. The room is told when the device is signed out. */
  enterRoom(device: string, room: string): boolean {
    if (!this.isSignedIn(device)) return false;
    const now = Date.now();
    this.#devices.use(device, now);
    this.#devices.visit(device, room, now);
    this.#devices.open(device, room);
    return true;
  }

  /** The account; undefined where there is none. `unauthorized` for a device that was signed out. */
  info(device: string | undefined): Ack<{ account?: AccountInfo }> {
    if (!this.isSignedIn(device)) return SIGNED_OUT;
    if (!this.#schema.exists) return { ok: true };
    const devices = this.#devices.list(this.#devices.find(device));
    return {
      ok: true,
      account: { devices, passkeys: this.#passkeys.all, recoveryCode: this.#recoveryCode.exists },
    };
  }

  /**
   * Applies what was changed on a device, and says what the devices share. Without an account nothing is stored. Devices with an open
   * page are told of a change.
   *
   * @param rev what the device knows already
   */
  share(
    device: string | undefined,
    changes: readonly AccountChange[],
    rev: number | undefined,
  ): Ack<AccountState> {
    if (!this.isSignedIn(device)) return SIGNED_OUT;
    if (!this.#schema.exists) return { ok: true };
    const current = this.#devices.find(device) ?? "";
    const isKnown = rev === this.#state.rev;
    const { isChanged, isLate, levels } = this.#state.apply(changes, Date.now());
    if (isChanged) this.ctx.waitUntil(this.#rooms.announce(current, this.#state.rev));
    if (levels.size > 0) this.ctx.waitUntil(this.#rooms.setLevels(levels));
    return { ok: true, ...(isKnown && !isLate ? { rev: this.#state.rev } : this.#shared) };
  }

  /** Makes a link that signs in another device, and the account where there is none. */
  createLink(caller: Caller): Ack<{ device: string; secret: string; expiresAt: number }> {
    const opened = this.#open(caller);
    if (!opened.ok) return opened;
    const { device } = opened;
    if (this.#devices.isFull)
      return failure("too_large", "Too many devices are signed in. Sign one out first.");
    return { ok: true, device, ...this.#links.create(device, Date.now()) };
  }

  /** Whom a link signs in. It stays valid. */
  previewLink(secret: string): Ack<{ name: string; expiresAt: number }> {
    const expiresAt = this.#schema.exists ? this.#links.find(secret, Date.now()) : undefined;
    return expiresAt === undefined ? NO_LINK : { ok: true, name: this.#name, expiresAt };
  }

  /** Signs in a device by a link, which is used up: of two devices that use it at once, one is signed in. */
  redeemLink(secret: string, kind: DeviceKind): Ack<NewDevice> {
    const now = Date.now();
    if (!this.#schema.exists || !this.#links.take(secret, now)) return NO_LINK;
    return this.#signIn(kind, now);
  }

  /** Saves a passkey, and makes the account where there is none. */
  addPasskey(
    caller: Caller,
    credential: PasskeyCredential,
    name: string,
  ): Ack<{ device: string; passkey: Passkey }> {
    const opened = this.#open(caller);
    if (!opened.ok) return opened;
    if (this.#passkeys.find(credential.id) === undefined) {
      if (this.#passkeys.isFull)
        return failure("too_large", "There are too many passkeys. Remove one first.");
      this.#passkeys.add(credential, name, Date.now());
    }
    const passkey = this.#passkeys.all.find(({ id }) => id === credential.id);
    return passkey === undefined ? NO_PASSKEY : { ok: true, device: opened.device, passkey };
  }

  renamePasskey(device: string | undefined, id: string, name: string): Ack {
    if (!this.isSignedIn(device)) return SIGNED_OUT;
    return this.#schema.exists && this.#passkeys.rename(id, name) ? { ok: true } : NO_PASSKEY;
  }

  removePasskey(device: string | undefined, id: string): Ack {
    if (!this.isSignedIn(device)) return SIGNED_OUT;
    return this.#schema.exists && this.#passkeys.remove(id) ? { ok: true } : NO_PASSKEY;
  }

  /** Makes a recovery code, and the account where there is none. */
  createRecoveryCode(caller: Caller): Ack<{ device: string; secret: string }> {
    const opened = this.#open(caller);
    return opened.ok ? { ...opened, secret: this.#recoveryCode.create() } : opened;
  }

  /** Signs in a device by the recovery code, which is used up. */
  recover(secret: string, kind: DeviceKind): Ack<NewDevice> {
    const taken = this.#recoveryCode.take(secret);
    return taken.ok ? this.#signIn(kind, Date.now()) : taken;
  }

  /** What verifies the answers of a passkey; undefined for an unknown one. */
  passkey(id: string): PasskeyCredential | undefined {
    return this.#schema.exists ? this.#passkeys.find(id) : undefined;
  }

  /** Signs in a device by the answer of a passkey, which was verified: once for each challenge. */
  signInWithPasskey(answer: PasskeyAnswer, kind: DeviceKind): Ack<NewDevice> {
    const now = Date.now();
    const isKnown = this.#schema.exists && this.#passkeys.find(answer.id) !== undefined;
    if (!isKnown || !this.#passkeys.use(answer, now)) return USED_CHALLENGE;
    return this.#signIn(kind, now);
  }

  /**
   * Signs out a device: its session is not valid any more, and its sockets are disconnected.
   *
   * @param ended the device; `all` for every device, `current` for the one that asks
   */
  async signOut(device: string | undefined, ended: string): Promise<Ack> {
    if (!this.#schema.exists) return ended === "current" ? { ok: true } : NO_DEVICE;
    const current = this.#devices.find(device);
    if (current === undefined) return SIGNED_OUT;
    const named = ended === "current" ? current : ended;
    const ids = ended === "all" ? this.#devices.ids : this.#devices.ids.filter((id) => id === named);
    if (ids.length === 0) return NO_DEVICE;
    this.#remove(ids);
    this.#ownData.removeIfLost();
    await this.#rooms.tellRooms();
    return { ok: true };
  }

  /** Everything that is stored, apart from secrets; undefined where there is no account. */
  data(device: string | undefined): Ack<{ account?: AccountData }> {
    const answer = this.info(device);
    if (!answer.ok) return answer;
    const { account } = answer;
    return { ok: true, ...(account !== undefined && { account: this.#ownData.read(account) }) };
  }

  /** Erases the account, and signs out every device, also where there was none. The id of the first device stays: sessions are of it. */
  async erase(caller: Caller): Promise<Ack> {
    if (!this.#schema.exists || !this.#ownData.isErased) {
      const opened = this.#open(caller);
      if (!opened.ok) return opened;
      this.#ownData.erase();
    }
    await this.#rooms.tellRooms();
    return { ok: true };
  }

  /** Tells the rooms again that could not be told. */
  override async alarm(): Promise<void> {
    if (this.#schema.exists) await this.#rooms.tellRooms();
  }

  /** The device of a caller, on an account that exists from then on. */
  #open({ device, name, rooms = [], ...kind }: Caller): { ok: true; device: string } | Failure {
    if (!this.isSignedIn(device)) return SIGNED_OUT;
    const now = Date.now();
    const isNew = !this.#schema.exists;
    this.#schema.create();
    const current = this.#devices.find(device) ?? this.#devices.add(kind, now);
    this.ctx.storage.kv.put(NAME_KEY, name);
    // Sockets from before the account have no device, and the rooms they are in have not asked.
    if (isNew || device === undefined) {
      for (const room of rooms) this.#devices.visit(current, room, now);
      // The page is in the room that it lists first.
      if (rooms[0] !== undefined) this.#devices.open(current, rooms[0]);
    }
    return { ok: true, device: current };
  }

  /** The device that was used the longest ago makes place for one over the limit: no one is kept out by old devices. */
  #signIn(kind: DeviceKind, now: number): { ok: true } & NewDevice {
    const last = this.#devices.list(undefined).at(-1);
    if (this.#devices.isFull && last !== undefined) {
      this.#remove([last.id]);
      this.ctx.waitUntil(this.#rooms.tellRooms());
    }
    const rooms = this.#devices.rooms(ROOMS_SENT);
    const device = this.#devices.add(kind, now);
    return { ok: true, device, name: this.#name, rooms, state: this.#shared };
  }

  #remove(devices: readonly string[]): void {
    for (const id of devices) {
      this.#devices.remove(id);
      this.#links.removeOf(id);
    }
  }

  get #shared(): AccountState {
    return { rev: this.#state.rev, items: this.#state.items };
  }

  get #name(): string {
    const shared = this.#state.name;
    if (shared !== undefined) return shared;
    return this.ctx.storage.kv.get<string>(NAME_KEY) ?? "";
  }
}
