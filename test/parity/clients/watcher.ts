/** Clients that see what the server sees of other clients. */
import type { Harness } from "../harness.ts";

/** How often a scenario tries to join before its session ends, where timeouts are short. */
export const MAX_JOINS = 50;

/** A stock client in the room "observers". */
export const watch = (harness: Harness) =>
  harness.connect("watcher", { transports: ["websocket"], auth: { observe: true } });

/** What the server sees of clients that leave, for a client of the scenario that is not the only one to leave. */
export async function watchEnds(harness: Harness) {
  harness.recorder.ignore("watcher");
  const watcher = await watch(harness);
  return {
    /** Waits until a client has left, and records what the server saw of that. */
    untilGone: async (name: string): Promise<void> => {
      for (let event = ""; event !== "disconnect"; ) {
        const [what, namespace, who, ...details] = await watcher.waitFor("saw");
        if (who !== name) continue;
        event = String(what);
        harness.recorder.add("watcher of ends", event, namespace, ...details);
      }
    },
  };
}
