/** A worker of `stock-cluster-process.ts`: the chat tutorial of Socket.IO. */
import { createServer } from "node:http";
import { createAdapter } from "@socket.io/cluster-adapter";
import { Server } from "socket.io";

const http = createServer();
const io = new Server(http);
io.adapter(createAdapter());
io.on("connection", (socket) => {
  socket.on("message", (text) => io.emit("message", text));
  socket.on("ask", (answer) => answer());
});
// All workers share the port.
http.listen(0, "127.0.0.1");
