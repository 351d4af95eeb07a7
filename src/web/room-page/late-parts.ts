/** Parts of the page in chunks of their own, because the first messages show without them. */
import { useEffect } from "preact/hooks";
import { LatePart } from "../device/late-part.ts";
import { useRoom } from "./room-context.ts";

/** What is done with messages. */
export const messageTools = new LatePart(() => import("./message-tools.ts"));

/** What is shown where the room did not let one in. */
export const troubleStates = new LatePart(() => import("./trouble-states.tsx"));

/** Has all of them here before they are wanted. What does not come is asked for again when it is. */
export const loadLateParts = (): Promise<unknown> =>
  Promise.allSettled([messageTools.load(), troubleStates.load()]);

/** A part where it is wanted. Says so where it cannot be had. */
export function useLatePart<Part>(part: LatePart<Part>, wanted: boolean): Part | undefined {
  const { toast } = useRoom();
  const loaded = wanted ? part.loaded.value : undefined;
  const missing = wanted && loaded === undefined;
  useEffect(() => {
    if (missing) part.load().catch(() => toast.notLoaded());
  }, [missing, part, toast]);
  return loaded;
}
