/** The settings of a room and its owner. */
import type { RoomSettings, RoomUpdate } from "../../shared/contract/index.ts";
import { OPERATOR_OWNER } from "../../shared/contract/settings.ts";
import type { Source } from "../broadcast/frame-batcher.ts";
import type { MessageStore } from "../messages/message-store.ts";
import { RoomError } from "../room-error.ts";

const KEY = "room:settings";
const FORMER_OWNER = "room:former-owner";

/** What the room's owners have chosen: no retention if it is the deployment's. */
export type ChosenSettings = Omit<RoomSettings, "retention"> & Partial<Pick<RoomSettings, "retention">>;

const DEFAULTS: RoomSettings = {
  visibility: "public",
  topic: "",
  locked: false,
  slowMode: 0,
  retention: {},
};

/**
 * A room whose settings were never changed has no row of them: its owner is the author of its first message. So a room
 * that is created by a message costs no row but the message's own, until that message is removed.
 *
 * The row has a retention only if an owner chose one: otherwise that of the deployment counts, as it is now. Earlier releases stored
 * one with any change, which cannot be told from a choice.
 */
export class SettingsStore implements Source<RoomSettings> {
  #stored: RoomSettings | undefined;

  constructor(
    private readonly kv: SyncKvStorage,
    private readonly messageStore: Pick<MessageStore, "find">,
    /** For how many days a room keeps messages if its owner has not chosen; undefined for ever. */
    private readonly retentionDays?: number,
  ) {}

  /** The settings as they are now. */
  get current(): RoomSettings {
    const retention = this.retentionDays === undefined ? {} : { days: this.retentionDays };
    this.#stored ??= { ...DEFAULTS, retention, ...this.#row };
    if (this.#stored.owner !== undefined) return this.#stored;
    const owner = this.messageStore.find(1)?.from.id;
    if (owner !== undefined) this.#stored = { owner, ...this.#stored };
    return this.#stored;
  }

  /** The same without a retention that is only the deployment's: for a copy of the room in another one. */
  get chosen(): ChosenSettings {
    return this.#row?.retention === undefined ? withoutRetention(this.current) : this.current;
  }

  /** Whether the room was handed over from `id` to `to`, who owns it now. */
  hasHandedOver(id: string, to: string): boolean {
    return this.isOwner(to) && this.kv.get(FORMER_OWNER) === id;
  }

  /** Forgets that a person was the owner before. */
  forgetFormerOwner(id: string): void {
    if (this.kv.get(FORMER_OWNER) === id) this.kv.delete(FORMER_OWNER);
  }

  isOwner(id: string): boolean {
    return this.current.owner === id;
  }

  get isPrivate(): boolean {
    return this.current.visibility === "private";
  }

  /** Stores the owner of a room whose first message is about to be removed, and no other setting. */
  keepOwner(): void {
    const { owner } = this.current;
    const stored = this.#row;
    if (owner !== undefined && stored?.owner === undefined) this.kv.put(KEY, { ...stored, owner });
  }

  /**
   * Creates the room for an owner, or changes the settings of a room that they own.
   *
   * @throws {RoomError} `forbidden` when it has another owner
   */
  claim(id: string, update: RoomUpdate): void {
    const { owner } = this.current;
    if (owner !== undefined && owner !== id)
      throw new RoomError("forbidden", "This room has an owner already.");
    this.#store({ ...this.current, owner: id, ...update }, update);
  }

  /** Changes the owner. Authorized by the caller. */
  handOver(id: string): void {
    const { owner } = this.current;
    if (owner !== undefined && owner !== OPERATOR_OWNER) this.kv.put(FORMER_OWNER, owner);
    this.#store({ ...this.current, owner: id });
  }

  /** Stores changes. Authorized by the caller. */
  update(update: RoomUpdate): void {
    const next = { ...this.current, ...update };
    const isFirstChoice = update.retention !== undefined && this.#row?.retention === undefined;
    if (isFirstChoice || JSON.stringify(next) !== JSON.stringify(this.current)) this.#store(next, update);
  }

  /** Closes the room for everyone, or opens it. Only for operators. @returns whether it was different */
  setClosed(on: boolean): boolean {
    const { closed, ...others } = this.current;
    if ((closed === true) === on) return false;
    this.#store(on ? { ...others, closed: true } : others);
    return true;
  }

  takeDelta(): RoomSettings {
    return this.current;
  }

  /** Clears the cache after the storage was emptied. */
  forget(): void {
    this.#stored = undefined;
  }

  get #row(): Partial<RoomSettings> | undefined {
    return this.kv.get<Partial<RoomSettings>>(KEY);
  }

  /** @param update what was chosen now */
  #store(settings: RoomSettings, update: RoomUpdate = {}): void {
    const isChosen = update.retention !== undefined || this.#row?.retention !== undefined;
    this.kv.put(KEY, isChosen ? settings : withoutRetention(settings));
    this.#stored = settings;
  }
}

function withoutRetention({ retention: _, ...others }: RoomSettings): ChosenSettings {
  return others;
}
