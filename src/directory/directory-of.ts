/** Where the lobby is: one for all rooms of a deployment. */
import type { Env } from "../env.ts";
import type { Directory } from "./directory.ts";

export const directoryOf = ({ DIRECTORY }: Pick<Env, "DIRECTORY">): DurableObjectStub<Directory> =>
  DIRECTORY.getByName("lobby");
