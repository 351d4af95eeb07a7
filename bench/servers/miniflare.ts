/** A worker through Miniflare, in a process of its own. What counts is workerd: Miniflare's Node only starts it. */
import { descendants } from "../accounting.ts";
import { start } from "../remote.ts";
import type { MiniflareApi } from "./miniflare-process.ts";
import type { Server } from "./server.ts";
import { newStateFolder } from "./state-folder.ts";
import type { WorkerSpec } from "./worker-spec.ts";

/** A server whose objects can be put to sleep. */
export type SleepyServer = Server &
  Required<Pick<Server, "sleep">> & {
    /** Whether the object of a room was awake; it sleeps now. */
    wasAwake(room: string): Promise<boolean>;
  };

export async function startMiniflare(spec: WorkerSpec): Promise<SleepyServer> {
  const folder = await newStateFolder();
  const host = start<MiniflareApi>(new URL("./miniflare-process.ts", import.meta.url), {
    TMPDIR: folder.path,
  });
  const className = spec.durableObjects[spec.rooms] ?? "";
  const stop = async (): Promise<void> => {
    await host.stop();
    await folder.remove();
  };
  try {
    const port = await host.call.start(spec);
    return {
      port,
      pids: descendants(host.pid, "workerd"),
      wasAwake: (room) => host.call.sleep(className, room),
      sleep: async (room) => {
        if (!(await host.call.sleep(className, room))) throw new Error(`the object of ${room} slept already`);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
