/** Creating a room while it is deleted. */
import { expect, it } from "vitest";
import { RoomError } from "../../../src/room/room-error.ts";
import {
  SettingsUpdater,
  type SettingsUpdaterDependencies,
} from "../../../src/room/settings/update-settings.ts";

it("a room whose deletion was decided meanwhile is not created", async () => {
  let isDeleted = false;
  const claimed: string[] = [];
  const updater = new SettingsUpdater({
    settings: { current: {}, claim: (owner: string) => claimed.push(owner) },
    roomDeletion: {
      requireNotDeleted() {
        if (isDeleted) throw new RoomError("not_found", "This room was deleted.");
      },
    },
    presence: {
      async ready() {
        isDeleted = true;
      },
    },
  } as unknown as SettingsUpdaterDependencies);
  await expect(updater.create("ada", {})).rejects.toThrow("This room was deleted.");
  expect(claimed).toEqual([]);
});
