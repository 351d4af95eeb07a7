/** Parts of the page in chunks of their own, because the first messages show without them. */
import { useEffect } from "preact/hooks";
import { LazyModule } from "../../core/lazy-module.ts";
import { dialogWords } from "../../i18n/dialogs/index.ts";
import { withWords } from "../../i18n/dictionary.ts";
import { fileWords } from "../../i18n/files/index.ts";
import { lazyWords } from "../../i18n/lazy/index.ts";
import { styled } from "../../ui/lazy-styles.ts";
import { useRoom } from "../context/room-context.ts";

/** What is done with messages. */
export const messageTools = new LazyModule(() =>
  styled(withWords(import("../messages/actions/message-tools.ts"), lazyWords)),
);

/** What is shown where the room did not let one in. */
export const troubleStates = new LazyModule(() =>
  styled(withWords(import("../connection-problems/problem-states.tsx"), lazyWords)),
);

/** What completes names and emoji as they are typed. */
export const completionPart = new LazyModule(() => import("../composer/completion/completion-module.ts"));

/** Takes what is dropped and pasted. */
export const dropZone = new LazyModule(() => withWords(import("../composer/drop-zone.tsx"), fileWords));

/** The question for a name, on a first visit. */
export const nameStep = new LazyModule(() =>
  styled(withWords(import("../people/profile/name-prompt.tsx"), dialogWords)),
);

/** What loads dialogs. */
export const dialogParts = new LazyModule(() => styled(import("./lazy-dialogs.ts")));

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
export function useLatePart<Part>(part: LazyModule<Part>, wanted: boolean): Part | undefined {
  const { toast } = useRoom();
  const loaded = wanted ? part.loaded.value : undefined;
  const missing = wanted && loaded === undefined;
  useEffect(() => {
    if (missing) part.load().catch(() => toast.notLoaded());
  }, [missing, part, toast]);
  return loaded;
}
