/** What an account tells the rooms that the devices of its person use. */
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
}

/** The part of `Env` that an account needs. */
export interface AccountEnv {
  ROOMS: { getByName(name: string): AccountRoom };
}

/** How long to wait until rooms that could not be told of a sign-out are told again, in milliseconds. */
const RETRY_MS = 10_000;

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
    await Promise.allSettled(
      this.devices.openRooms(device).map(async (room) => {
        const isConnected = await this.env.ROOMS.getByName(room).accountChanged({ person, device, rev });
        // Otherwise each change would wake the room.
        if (!isConnected) this.devices.close(room, device);
      }),
    );
  }

  /** Tells each room that a device uses that it was signed out. The alarm outlives a crash, and a room that fails. */
  async endSessions(): Promise<void> {
    const person = this.ctx.id.name;
    const visits = this.devices.endedVisits();
    if (person === undefined || visits.length === 0) return;
    await this.ctx.storage.setAlarm(Date.now() + RETRY_MS);
    const { first } = this.devices;
    const told = await Promise.allSettled(
      visits.map(async ({ device, room }) => {
        await this.env.ROOMS.getByName(room).endSession({ person, device, isFirst: device === first });
        this.devices.removeVisit(device, room);
      }),
    );
    if (told.every(({ status }) => status === "fulfilled")) await this.ctx.storage.deleteAlarm();
  }
}
