/** Components that load with a chunk of their own. */
import { useEffect } from "preact/hooks";
import type { LazyModule } from "../../core/lazy-module.ts";
import { useRoom } from "./room-context.ts";

/** The module once it is loaded; it loads when `wanted`, and a failure shows a toast. */
export function useLazyModule<Module>(lazy: LazyModule<Module>, wanted: boolean): Module | undefined {
  const { toast } = useRoom();
  const loaded = wanted ? lazy.loaded.value : undefined;
  const missing = wanted && loaded === undefined;
  useEffect(() => {
    if (missing) lazy.load().catch(() => toast.showNotLoaded());
  }, [missing, lazy, toast]);
  return loaded;
}
