/** A room as the documentation of `partyserver` writes it, its sockets hibernating. */
import { type Connection, routePartykitRequest, Server } from "partyserver";

interface Env {
  Rooms: DurableObjectNamespace<Party>;
}

export class Party extends Server<Env> {
  static override options = { hibernate: true };

  override onMessage(connection: Connection, message: string): void {
    if (message.startsWith("?")) connection.send(message.replace("?", "!"));
    else this.broadcast(message);
  }
}

export default {
  async fetch(request, env) {
    return (await routePartykitRequest(request, env as never)) ?? new Response("Not found", { status: 404 });
  },
} satisfies ExportedHandler<Env>;
