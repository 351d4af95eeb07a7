/** What wakes an idle room of a hundred clients, measured for a minute and scaled to an hour. */
import { chatRoom } from "../contenders/chat-room.ts";
import type { LoadApi } from "../load/load-process.ts";
import type { ProtocolName } from "../load/protocols.ts";
import { start } from "../remote.ts";
import { startMiniflare } from "../servers/miniflare.ts";

export interface Idle {
  clients: string;
  sockets: number;
  /** How many seconds the room was watched. */
  seconds: number;
  /** Pings the server sent each socket in an hour. */
  pingsPerHour: number;
  /** Seconds of the watch after which the object was found awake. */
  secondsAwake: number;
}

const SOCKETS = 100;

/**
 * Watches a room whose clients send only heartbeats. Each second the object is put to sleep: where that finds
 * it asleep, nothing woke it during that second.
 */
async function watch(clients: string, protocol: ProtocolName, seconds: number): Promise<Idle> {
  const server = await startMiniflare(await chatRoom.spec());
  const load = start<LoadApi>(new URL("../load/load-process.ts", import.meta.url));
  try {
    await load.call.selectRoom({ port: server.port, protocol, room: "idle", deflate: false });
    await load.call.join(SOCKETS, 16);
    await server.sleep("idle");
    let secondsAwake = 0;
    for (let second = 0; second < seconds; second++) {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      // A page's heartbeat every 25 s, all at once.
      if (second % 25 === 0) await load.call.sendHeartbeats();
      if (await server.wasAwake("idle")) secondsAwake += 1;
    }
    const pings = await load.call.pings();
    return {
      ...{ clients, sockets: SOCKETS, seconds, secondsAwake },
      pingsPerHour: ((pings / SOCKETS) * 3_600) / seconds,
    };
  } finally {
    await load.stop();
    await server.stop();
  }
}

/** Both kinds of clients at the same time. */
export const idle = (seconds: number): Promise<Idle[]> =>
  Promise.all([
    watch("the page's (they ping by themselves)", "chatRoom", seconds),
    watch("stock Socket.IO's (the server pings)", "chatRoomStock", seconds),
  ]);
