/** Parts of the page in chunks of their own, because the first messages show without them. */
import { useEffect } from "preact/hooks";
import { LatePart } from "../device/late-part.ts";
import { styled } from "../device/late-style.ts";
import { dialogWords } from "../words/dialogs/index.ts";
import { spoken } from "../words/dictionary.ts";
import { fileWords } from "../words/files/index.ts";
import { lateWords } from "../words/late/index.ts";
import { useRoom } from "./room-context.ts";

/** What is done with messages. */
export const messageTools = new LatePart(() => styled(spoken(import("./message-tools.ts"), lateWords)));

/** What is shown where the room did not let one in. */
export const troubleStates = new LatePart(() => styled(spoken(import("./trouble-states.tsx"), lateWords)));

/** What completes names and emoji as they are typed. */
export const completionPart = new LatePart(() => import("./completion-part.ts"));

/** Takes what is dropped and pasted. */
export const dropZone = new LatePart(() => spoken(import("./drop-zone.tsx"), fileWords));

/** The question for a name, on a first visit. */
export const nameStep = new LatePart(() => styled(spoken(import("./name-step.tsx"), dialogWords)));

/** What loads dialogs. */
export const dialogParts = new LatePart(() => styled(import("./dialog-parts.ts")));

/** Has all of them here before they are wanted. What does not come is asked for again when it is. */
export const loadLateParts = (): Promise<unknown> =>
  Promise.allSettled([
    messageTools.load(),
    dropZone.load(),
    troubleStates.load(),
    completionPart.load(),
    dialogParts.load(),
  ]);

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
