/** Builds what a person asks of their own data in a room. */
import { eraseAtOperators } from "../../operator/operations-stub.ts";
import type { createCore, RoomSite } from "../create-core.ts";
import { PersonalDataEraser, type PersonalDataEraserDependencies } from "./personal-data-eraser.ts";
import { PersonalDataReader } from "./personal-data-reader.ts";

/** Touches neither storage nor sockets. */
export function createPersonalData(
  { name: room, clock }: RoomSite,
  core: ReturnType<typeof createCore>,
  parts: Pick<PersonalDataEraserDependencies, "messageChanges" | "messageReporter">,
) {
  const { stores, operations } = core;
  return {
    personalDataReader: new PersonalDataReader({ ...stores, ...core }),
    personalDataEraser: new PersonalDataEraser({
      ...stores,
      ...core,
      ...parts,
      eraseAtOperators: operations && ((person, name) => eraseAtOperators(operations(), person, name, room)),
      clock,
    }),
  };
}
