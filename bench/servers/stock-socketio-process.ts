/** Stock Socket.IO on Node, in this process: its chat tutorial. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server } from "socket.io";
import { serve } from "../remote.ts";

const methods = {
  /** @returns the port */
  start(): Promise<number> {
    const http = createServer();
    const io = new Server(http);
    io.on("connection", (socket) => {
      const room = String(socket.handshake.query.room);
      socket.join(room);
      socket.on("message", (text) => io.to(room).emit("message", text));
      socket.on("ask", (answer) => answer());
    });
    return new Promise((resolve) =>
      http.listen(0, "127.0.0.1", () => resolve((http.address() as AddressInfo).port)),
    );
  },
};

export type StockApi = typeof methods;

serve(methods);
