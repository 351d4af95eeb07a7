/** Parts of the page in chunks of their own, because the first messages show without them. */
import { type ReadonlySignal, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { useRoom } from "./room-context.ts";

export class LatePart<Module> {
  readonly #loaded = signal<Module | undefined>(undefined);
  #loading: Promise<void> | undefined;

  constructor(private readonly fetch: () => Promise<Module>) {}

  /** The part, once it is here. */
  get loaded(): ReadonlySignal<Module | undefined> {
    return this.#loaded;
  }

  /** Loads it, unless it is here or on its way. What did not arrive is asked for again by the next call. */
  load(): Promise<void> {
    this.#loading ??= this.fetch().then(
      (loaded) => {
        this.#loaded.value = loaded;
      },
      (error: unknown) => {
        this.#loading = undefined;
        throw error;
      },
    );
    return this.#loading;
  }
}

/** What is done with messages. */
export const messageTools = new LatePart(() => import("./message-tools.ts"));

/** What is shown where the room did not let one in. */
export const troubleStates = new LatePart(() => import("./trouble-states.tsx"));

/** Has all of them here before they are wanted. What does not come is asked for again when it is. */
export const loadLateParts = (): Promise<unknown> =>
  Promise.allSettled([messageTools.load(), troubleStates.load()]);

/** A part where it is wanted. Says so where it cannot be had. */
export function useLatePart<Module>(part: LatePart<Module>, wanted: boolean): Module | undefined {
  const { toast } = useRoom();
  const loaded = wanted ? part.loaded.value : undefined;
  const missing = wanted && loaded === undefined;
  useEffect(() => {
    if (missing) part.load().catch(() => toast.notLoaded());
  }, [missing, part, toast]);
  return loaded;
}
