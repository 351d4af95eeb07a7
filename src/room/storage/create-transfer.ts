/** Builds the export and the import of a room. */
import type { createCore, RoomSite } from "../create-core.ts";
import { RoomExporter } from "./export.ts";
import { RoomImporter, type RoomImporterDependencies } from "./import.ts";

/** Touches neither storage nor sockets. */
export function createTransfer(
  { name: room, storage, clock }: RoomSite,
  { stores, permissions, disconnector }: ReturnType<typeof createCore>,
  features: Pick<RoomImporterDependencies, "settingsUpdater" | "retention">,
) {
  const { schema, messageStore, settings, bots, sanctions, guests, files, importState } = stores;
  const shared = { permissions, messageStore, bots, sanctions, guests, clock };
  return {
    roomExporter: new RoomExporter({ ...shared, room, settings }),
    roomImporter: new RoomImporter({
      ...shared,
      ...features,
      transaction: (work) => storage.transactionSync(work),
      schema,
      importState,
      files,
      disconnector,
    }),
  };
}
