/** People whose token gives them the owner's rights in this room, until it expires. */
import type { Clock } from "../clock.ts";

const KEY = "room:roles";

/** When the role of a person ends, in milliseconds since the epoch, by their id. */
type StoredRoles = Readonly<Record<string, number>>;

export class RoleStore {
  #stored: StoredRoles | undefined;

  constructor(
    private readonly kv: SyncKvStorage,
    private readonly clock: Pick<Clock, "now">,
  ) {}

  /** Whether a person has the owner's rights besides the owner. */
  isOwner(id: string): boolean {
    const expires = Object.hasOwn(this.#roles, id) ? this.#roles[id] : undefined;
    return expires !== undefined && expires > this.clock.now();
  }

  /** When the role of a person ends, in milliseconds since the epoch; undefined without the role. */
  until(id: string): number | undefined {
    return this.isOwner(id) ? this.#roles[id] : undefined;
  }

  /** The ids of all people with the role. */
  get owners(): string[] {
    return Object.keys(this.#roles).filter((id) => this.isOwner(id));
  }

  /**
   * Gives a person the role, or takes it: the newest token counts. Writes only what changes, and removes roles that have ended.
   *
   * @param expires in milliseconds since the epoch; undefined without the role
   */
  set(id: string, expires: number | undefined): void {
    if ((Object.hasOwn(this.#roles, id) ? this.#roles[id] : undefined) === expires) return;
    const now = this.clock.now();
    const others = Object.entries(this.#roles).filter(([other, end]) => other !== id && end > now);
    const roles = Object.fromEntries(expires === undefined ? others : [...others, [id, expires]]);
    if (Object.keys(roles).length > 0) this.kv.put(KEY, roles);
    else this.kv.delete(KEY);
    this.#stored = roles;
  }

  /** Clears the cache after the storage was emptied. */
  forget(): void {
    this.#stored = undefined;
  }

  get #roles(): StoredRoles {
    this.#stored ??= this.kv.get<StoredRoles>(KEY) ?? {};
    return this.#stored;
  }
}
