/** What the owner of a room decided, and who that is. */
import type { RoomSettings, RoomUpdate } from "../../shared/contract/index.ts";
import type { Source } from "../broadcast/frame-batcher.ts";
import type { MessageStore } from "../messages/message-store.ts";
import { RoomError } from "../room-error.ts";

const KEY = "room:settings";
const FORMER_OWNER = "room:former-owner";

const UNTOUCHED: RoomSettings = {
  visibility: "public",
  topic: "",
  locked: false,
  slowMode: 0,
  retention: {},
};

/**
 * A room's settings. A room whose owner changed none has no row of them: its owner is then the author of its first
 * message, so that making a room by writing to it costs no row but the message's own.
 */
export class SettingsStore implements Source<RoomSettings> {
  #stored: RoomSettings | undefined;

  constructor(
    private readonly kv: SyncKvStorage,
    private readonly log: Pick<MessageStore, "find">,
  ) {}

  /** The settings as they now stand. */
  get current(): RoomSettings {
    this.#stored ??= { ...UNTOUCHED, ...this.kv.get<RoomSettings>(KEY) };
    if (this.#stored.owner !== undefined) return this.#stored;
    const owner = this.log.find(1)?.from.id;
    if (owner !== undefined) this.#stored = { owner, ...this.#stored };
    return this.#stored;
  }

  /** Whether somebody has made `to` the owner, and that is how it stands. */
  hasHandedOver(id: string, to: string): boolean {
    return this.isOwner(to) && this.kv.get(FORMER_OWNER) === id;
  }

  isOwner(id: string): boolean {
    return this.current.owner === id;
  }

  get isPrivate(): boolean {
    return this.current.visibility === "private";
  }

  /**
   * Makes somebody the owner of a room that nobody has made yet.
   *
   * @throws Refusal `forbidden` when somebody else has
   */
  claim(id: string, update: RoomUpdate): void {
    const { owner } = this.current;
    if (owner !== undefined && owner !== id)
      throw new RoomError("forbidden", "This room has an owner already.");
    this.#store({ ...this.current, owner: id, ...update });
  }

  /** Makes somebody else the owner. Whether that may be was asked before. */
  handOver(id: string): void {
    this.kv.put(FORMER_OWNER, this.current.owner);
    this.#store({ ...this.current, owner: id });
  }

  /** Stores changes. Whether they may be made was asked before. */
  update(update: RoomUpdate): void {
    const next = { ...this.current, ...update };
    if (JSON.stringify(next) !== JSON.stringify(this.current)) this.#store(next);
  }

  takeDelta(): RoomSettings {
    return this.current;
  }

  /** Forgets what it remembers of a storage that was emptied. */
  forget(): void {
    this.#stored = undefined;
  }

  #store(settings: RoomSettings): void {
    this.kv.put(KEY, settings);
    this.#stored = settings;
  }
}
