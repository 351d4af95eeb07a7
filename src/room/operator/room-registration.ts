/** Tells the operations object of a room that exists, so that operators find it also if it is not public. Nothing waits for it. */
import type { SettingsStore } from "../settings/settings-store.ts";

interface Registry {
  registerRoom(name: string): Promise<void>;
  unregisterRoom(name: string): Promise<void>;
}

export interface RoomRegistrationDependencies {
  /** The room's name. */
  name: string;
  settings: Pick<SettingsStore, "current">;
  /** Undefined for a deployment without operators. */
  registry: (() => Registry) | undefined;
  onError: (error: unknown) => void;
}

export class RoomRegistration {
  /** Since the object woke: once is enough, and costs no row where the room is known. */
  #isTold = false;

  constructor(private readonly deps: RoomRegistrationDependencies) {}

  /** Registers the room if someone has created it. */
  add(): void {
    const { name, settings, registry, onError } = this.deps;
    if (registry === undefined || this.#isTold || settings.current.owner === undefined) return;
    this.#isTold = true;
    registry()
      .registerRoom(name)
      .catch((error: unknown) => {
        this.#isTold = false;
        onError(error);
      });
  }

  /** The room was deleted. */
  async remove(): Promise<void> {
    const { name, registry, onError } = this.deps;
    this.#isTold = false;
    try {
      await registry?.().unregisterRoom(name);
    } catch (error) {
      onError(error);
    }
  }
}
