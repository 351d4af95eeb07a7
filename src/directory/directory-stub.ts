/** The stub of the directory: one for all rooms of a deployment. */
import type { Directory } from "./directory.ts";

/** The object's name is part of its id, so it stays "lobby". */
export const directoryStub = ({
  DIRECTORY,
}: {
  DIRECTORY: DurableObjectNamespace<Directory>;
}): DurableObjectStub<Directory> => DIRECTORY.getByName("lobby");
