/** Tells the operations object of a room that exists, so that operators find it also if it is not public. */
import { answerWithin } from "../../platform/with-timeout.ts";
import type { SettingsStore } from "../settings/settings-store.ts";
import type { RoomDeletion } from "../storage/room-deletion.ts";

/** How long the operations object may take, in milliseconds. */
const DEADLINE = 5_000;

interface Registry {
  registerRoom(name: string): Promise<void>;
  unregisterRoom(name: string): Promise<void>;
}

export interface RoomRegistrationDependencies {
  /** The room's name. */
  name: string;
  settings: Pick<SettingsStore, "current">;
  roomDeletion: Pick<RoomDeletion, "isScheduled">;
  /** Undefined for a deployment without operators. */
  registry: (() => Registry) | undefined;
  onError: (error: unknown) => void;
}

/**
 * Only the room says whether it is listed: it knows in which order it was created, closed and deleted, and tells one thing after the
 * other. Two calls on their way could arrive in another order, and an answer to someone else may be old when it arrives. A call that was
 * given up after its deadline may still arrive late: the room tells it again once it has slept.
 */
export class RoomRegistration {
  /** Since the object woke: once is enough, and costs no row where the room is known. */
  #isTold = false;
  /** The call before. */
  #last: Promise<void> = Promise.resolve();

  constructor(private readonly deps: RoomRegistrationDependencies) {}

  /** Registers the room if someone has created it. Nothing waits for it. */
  add(): void {
    const { settings, roomDeletion } = this.deps;
    if (this.#isTold || settings.current.owner === undefined || roomDeletion.isScheduled) return;
    void this.#tell(true);
  }

  /** Registers a room that exists, and a closed name, so that it is found again; removes any other name. Settles when that is done or failed. */
  update(): Promise<void> {
    const { settings, roomDeletion } = this.deps;
    const { owner, closed } = settings.current;
    const isListed = !roomDeletion.isScheduled && (owner !== undefined || closed === true);
    return isListed && this.#isTold ? this.#last : this.#tell(isListed);
  }

  /** The room is deleted. Settles when that is told or failed. */
  remove(): Promise<void> {
    return this.#tell(false);
  }

  #tell(isListed: boolean): Promise<void> {
    const { name, registry, onError } = this.deps;
    if (registry === undefined) return Promise.resolve();
    this.#isTold = isListed;
    this.#last = this.#last.then(async () => {
      try {
        const told = isListed ? registry().registerRoom(name) : registry().unregisterRoom(name);
        await answerWithin(DEADLINE, "the operations object", told);
      } catch (error) {
        this.#isTold = false;
        onError(error);
      }
    });
    return this.#last;
  }
}
