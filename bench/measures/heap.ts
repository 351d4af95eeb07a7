/** How much JavaScript heap a socket of a room takes, from the inspector of workerd. */
import { chatRoom } from "../contenders/chat-room.ts";
import type { LoadApi } from "../load/load-process.ts";
import { start } from "../remote.ts";
import { Inspector } from "../servers/inspector.ts";
import { startWorkerd } from "../servers/workerd-serve.ts";

/** Bytes for each socket of a room that is awake, after garbage collection. */
export interface Heap {
  sockets: number;
  /** Of a client that has sent nothing since it joined. */
  silent: number;
  /** When each client has sent an event. */
  heard: number;
  /** When each has sent one, and then nothing until its socket sleeps again. */
  asleep: number;
}

const CONCURRENT_JOINS = 16;

/** After how many milliseconds of silence a socket sleeps here: by default after a minute. */
const SILENCE = 1_000;

/** Measures `sockets` clients that send the headers of a browser. */
export async function heap(sockets: number): Promise<Heap> {
  const { silent, heard } = await measure(sockets);
  const { heard: asleep } = await measure(sockets, SILENCE);
  return { sockets, silent, heard, asleep };
}

/** @param silence after how many milliseconds sockets sleep again, before the heap is measured; they do not by default */
async function measure(sockets: number, silence?: number): Promise<Pick<Heap, "silent" | "heard">> {
  const spec = await chatRoom.spec();
  const variables = { ...spec.variables, ...(silence && { LIMIT_SILENT_MS: String(silence) }) };
  const server = await startWorkerd({ ...spec, variables }, { inspect: true });
  const load = start<LoadApi>(new URL("../load/load-process.ts", import.meta.url));
  const room = (name: string): Promise<void> =>
    load.call.selectRoom({
      ...{ port: server.port, protocol: chatRoom.protocol, room: name, deflate: false },
      asBrowser: true,
    });
  try {
    const inspector = await Inspector.connect(server.inspectorPort ?? 0);
    // What is compiled and cached once does not count.
    await room("warm-up");
    await load.call.join(200, CONCURRENT_JOINS);
    await load.call.requestByAll();
    await room("heap");
    await load.call.join(2, 1);
    await load.call.requestByAll();
    await load.call.sendMessages(50);
    const settled = async (): Promise<number> => {
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      return inspector.heapBytes();
    };
    const before = await settled();
    await load.call.join(sockets, CONCURRENT_JOINS);
    const silent = (await settled()) - before;
    await load.call.requestByAll();
    if (silence !== undefined) {
      await new Promise((resolve) => setTimeout(resolve, 2 * silence));
      // The room looks for silent clients when it hears one.
      await load.call.timeRequest();
    }
    const heard = (await settled()) - before;
    inspector.close();
    return { silent: silent / sockets, heard: heard / sockets };
  } finally {
    await load.stop();
    await server.stop();
  }
}
