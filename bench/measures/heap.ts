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
}

const CONCURRENT_JOINS = 16;

/** Measures `sockets` clients that send the headers of a browser. */
export async function heap(sockets: number): Promise<Heap> {
  const server = await startWorkerd(await chatRoom.spec(), { inspect: true });
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
    const heard = (await settled()) - before;
    inspector.close();
    return { sockets, silent: silent / sockets, heard: heard / sockets };
  } finally {
    await load.stop();
    await server.stop();
  }
}
