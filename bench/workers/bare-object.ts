/** A bare Durable Object: hibernatable sockets, and one `send` to each of them for every message. */
import { DurableObject } from "cloudflare:workers";

interface Env {
  ROOMS: DurableObjectNamespace<BareObject>;
}

export class BareObject extends DurableObject<Env> {
  override fetch(): Response {
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    return new Response(null, { status: 101, webSocket: client });
  }

  override webSocketMessage(ws: WebSocket, message: string): void {
    if (message.startsWith("?")) ws.send(message.replace("?", "!"));
    else for (const socket of this.ctx.getWebSockets()) socket.send(message);
  }

  override webSocketClose(ws: WebSocket): void {
    ws.close();
  }
}

export default {
  fetch(request, env) {
    const room = new URL(request.url).pathname.split("/").at(-1) ?? "";
    return env.ROOMS.getByName(room).fetch(request);
  },
} satisfies ExportedHandler<Env>;
