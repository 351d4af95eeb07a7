/** The devices of an account, and the rooms that each of them uses. */
import { Buffer } from "node:buffer";
import type { Device, DeviceKind } from "../shared/account.ts";
import type { Limits } from "../shared/limits.ts";

/** The key of the id of the account's first device. It stays when the device is signed out. */
const FIRST_KEY = "account:first-device";

/** The least time between two writes of a device's last use, or of a visit, in milliseconds. */
const SAVE_EVERY = 3_600_000;

type DeviceRow = { id: string; browser: string; system: string; created: number; used: number };

/** Only for an account that has tables. */
export class DeviceStore {
  #opened = 0;

  constructor(
    private readonly storage: DurableObjectStorage,
    private readonly limits: Pick<Limits, "devices" | "deviceRooms">,
  ) {}

  /**
   * The signed-in device of a session.
   *
   * @param id undefined for a session from before the account: it is of the account's first device
   */
  find(id: string | undefined): string | undefined {
    const device = id ?? this.first;
    if (device === undefined) return undefined;
    const rows = this.storage.sql.exec("SELECT 1 FROM devices WHERE id = ?", device).toArray();
    return rows.length === 0 ? undefined : device;
  }

  /** The device that sessions from before the account are of. */
  get first(): string | undefined {
    return this.storage.kv.get<string>(FIRST_KEY);
  }

  /** All devices, the one used last first. @param current the device that asks */
  list(current: string | undefined): Device[] {
    return this.storage.sql
      .exec<DeviceRow>("SELECT * FROM devices ORDER BY used DESC, id")
      .toArray()
      .map(({ id, browser, system, created, used }) => ({
        id,
        browser,
        system,
        createdAt: created,
        usedAt: used,
        ...(id === current && { current: true as const }),
      }));
  }

  get ids(): string[] {
    return this.list(undefined).map(({ id }) => id);
  }

  get isFull(): boolean {
    return this.ids.length >= this.limits.devices;
  }

  /** Adds a device. @returns its id: 72 random bits, base64url */
  add({ browser, system }: DeviceKind, now: number): string {
    const id = randomId();
    if (this.first === undefined) this.storage.kv.put(FIRST_KEY, id);
    this.storage.sql.exec(
      "INSERT INTO devices (id, browser, system, created, used) VALUES (?, ?, ?, ?, ?)",
      id,
      browser,
      system,
      now,
      now,
    );
    return id;
  }

  remove(id: string): void {
    this.storage.sql.exec("DELETE FROM devices WHERE id = ?", id);
  }

  /** Notes that a device is used. */
  use(id: string, now: number): void {
    this.storage.sql.exec(
      "UPDATE devices SET used = ?1 WHERE id = ?2 AND used < ?3",
      now,
      id,
      now - SAVE_EVERY,
    );
  }

  /** How often a device has opened a room since the object woke, also one that it had open already. */
  get opened(): number {
    return this.#opened;
  }

  /** Notes the room that a device has open. */
  open(id: string, room: string): void {
    this.#opened++;
    this.storage.sql.exec("UPDATE devices SET room = ?1 WHERE id = ?2 AND room IS NOT ?1", room, id);
  }

  /** Notes that no device but `except` has a room open any more. */
  close(room: string, except: string): void {
    this.storage.sql.exec("UPDATE devices SET room = NULL WHERE room = ? AND id <> ?", room, except);
  }

  /** The rooms that devices have open, as far as it is known, apart from the room of `except` alone. */
  openRooms(except: string): string[] {
    return this.storage.sql
      .exec<{ room: string }>(
        "SELECT DISTINCT room FROM devices WHERE room IS NOT NULL AND id <> ? ORDER BY room",
        except,
      )
      .toArray()
      .map(({ room }) => room);
  }

  /** Notes that a device uses a room. The visits from longest ago are removed over the limit. */
  visit(device: string, room: string, now: number): void {
    const { sql } = this.storage;
    const { rowsWritten } = sql.exec(
      `INSERT INTO visits (device, room, at) VALUES (?1, ?2, ?3)
       ON CONFLICT (device, room) DO UPDATE SET at = ?3 WHERE at < ?4`,
      device,
      room,
      now,
      now - SAVE_EVERY,
    );
    if (rowsWritten === 0) return;
    sql.exec(
      `DELETE FROM visits WHERE device = ?1 AND room IN (
         SELECT room FROM visits WHERE device = ?1 ORDER BY at DESC LIMIT -1 OFFSET ?2)`,
      device,
      this.limits.deviceRooms,
    );
  }

  /** The rooms of all devices, the latest first. */
  rooms(limit: number): { name: string; at: number }[] {
    return this.storage.sql
      .exec<{ name: string; at: number }>(
        "SELECT room AS name, max(at) AS at FROM visits GROUP BY room ORDER BY max(at) DESC, room LIMIT ?",
        limit,
      )
      .toArray();
  }

  /** Which device uses which room, and since when it was noted. */
  get visits(): { device: string; room: string; at: number }[] {
    return this.storage.sql
      .exec<{ device: string; room: string; at: number }>(
        "SELECT device, room, at FROM visits ORDER BY device, at DESC, room",
      )
      .toArray();
  }

  /** Rooms that may have sockets of devices that are not signed in any more. */
  endedVisits(): { device: string; room: string }[] {
    return this.storage.sql
      .exec<{ device: string; room: string }>(
        "SELECT device, room FROM visits WHERE device NOT IN (SELECT id FROM devices)",
      )
      .toArray();
  }

  removeVisit(device: string, room: string): void {
    this.storage.sql.exec("DELETE FROM visits WHERE device = ? AND room = ?", device, room);
  }
}

const randomId = (): string => Buffer.from(crypto.getRandomValues(new Uint8Array(9))).toString("base64url");
