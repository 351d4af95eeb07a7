/** What an account tells the rooms that the devices of its person use. */
import { answerWithin } from "../platform/with-timeout.ts";
import type { NotificationLevel } from "../shared/push.ts";
import type { DeviceStore } from "./device-store.ts";

/** What a session ended on in a room. */
export interface EndedSession {
  /** The id of the person. */
  person: string;
  /** The device that was signed out. */
  device: string;
  /** Whether it was the first device of the account, which sessions without a device are of. */
  isFirst: boolean;
}

/** What the devices of a person share was changed by one of them. */
export interface AccountChanged {
  /** The id of the person. */
  person: string;
  /** The device that changed it. */
  device: string;
  rev: number;
}

/** The part of a room that an account calls. */
interface AccountRoom {
  endSession(ended: EndedSession): Promise<void>;
  /** @returns whether another device of the person is connected */
  accountChanged(changed: AccountChanged): Promise<boolean>;
  setPushLevel(person: string, level: NotificationLevel): Promise<void>;
}

/** The part of `Env` that an account needs. */
export interface AccountEnv {
  ROOMS: { getByName(name: string): AccountRoom };
}

/** How long a room may take, in milliseconds. */
const DEADLINE = 10_000;

/** How long to wait until rooms that could not be told are told again, in milliseconds. */
const RETRY_MS = 10_000;

/** The notification settings that rooms are still to be told, by room. */
export const LEVELS_KEY = "levels:untold";

export class AccountRooms {
  constructor(
    private readonly ctx: DurableObjectState,
    private readonly env: AccountEnv,
    private readonly devices: DeviceStore,
  ) {}

  /**
   * Tells the rooms that other devices have open that something was changed. A device that is not told asks when its user looks at it.
   *
   * @param device the device that changed it
   */
  async announce(device: string, rev: number): Promise<void> {
    const person = this.ctx.id.name;
    if (person === undefined) return;
    const { opened } = this.devices;
    await Promise.allSettled(
      this.devices.openRooms(device).map(async (room) => {
        const isConnected = await this.#ask(room, (stub) => stub.accountChanged({ person, device, rev }));
        // Otherwise each change would wake the room. A device that opened one meanwhile may connect in a moment.
        if (!isConnected && this.devices.opened === opened) this.devices.close(room, device);
      }),
    );
  }

  /**
   * Tells rooms what the person wants to be notified of, for those devices whose pages are closed.
   *
   * @param levels the settings that were changed, by room
   */
  setLevels(levels: ReadonlyMap<string, NotificationLevel>): Promise<void> {
    this.#untold = new Map([...this.#untold, ...levels]);
    return this.tellRooms();
  }

  /**
   * Tells each room that a device uses that it was signed out, and each room its notification setting. The alarm outlives a crash, and
   * a room that fails.
   */
  async tellRooms(): Promise<void> {
    const person = this.ctx.id.name;
    const { devices } = this;
    if (person === undefined || this.#isTold) return;
    await this.ctx.storage.setAlarm(Date.now() + RETRY_MS);
    const { first } = devices;
    const ended = devices.endedVisits().map(async ({ device, room }) => {
      await this.#ask(room, (stub) => stub.endSession({ person, device, isFirst: device === first }));
      devices.removeVisit(device, room);
    });
    const levels = Array.from(this.#untold, async ([room, level]) => {
      await this.#ask(room, (stub) => stub.setPushLevel(person, level));
      const untold = this.#untold;
      // Another one may have been chosen meanwhile.
      if (untold.get(room) === level && untold.delete(room)) this.#untold = untold;
    });
    await Promise.allSettled([...ended, ...levels]);
    if (this.#isTold) await this.ctx.storage.deleteAlarm();
  }

  /** Asks a room. @throws {NoAnswer} */
  #ask<Answer>(room: string, ask: (room: AccountRoom) => Promise<Answer>): Promise<Answer> {
    return answerWithin(DEADLINE, "the room", ask(this.env.ROOMS.getByName(room)));
  }

  /** Whether no room is to be told anything. */
  get #isTold(): boolean {
    return this.#untold.size === 0 && this.devices.endedVisits().length === 0;
  }

  get #untold(): Map<string, NotificationLevel> {
    return this.ctx.storage.kv.get<Map<string, NotificationLevel>>(LEVELS_KEY) ?? new Map();
  }

  set #untold(levels: Map<string, NotificationLevel>) {
    if (levels.size === 0) this.ctx.storage.kv.delete(LEVELS_KEY);
    else this.ctx.storage.kv.put(LEVELS_KEY, levels);
  }
}
