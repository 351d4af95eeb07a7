/** Stock Socket.IO on Node. */
import { start } from "../remote.ts";
import type { StockApi } from "../servers/stock-socketio-process.ts";
import type { Contender } from "./contender.ts";

export const stockSocketIO: Contender = {
  name: "socket.io on Node",
  does: "`io.to(room).emit`, as its chat tutorial has it; stores, acknowledges and announces nothing",
  protocol: "socketio",
  prepare: () => Promise.resolve(),
  start: async () => {
    const server = start<StockApi>(new URL("../servers/stock-socketio-process.ts", import.meta.url));
    return { port: await server.call.start(), pids: [server.pid], stop: server.stop };
  },
};
