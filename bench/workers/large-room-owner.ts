/**
 * The worker as it is deployed, but the relays of its rooms are in another process (`large-room-relays.ts`), so that what this process
 * uses is what a room's own object costs.
 */
import { WorkerEntrypoint } from "cloudflare:workers";
import { ChatRoom as DeployedRoom } from "socket-rocket";
import type { RelayOwner } from "../../src/room/relay/messages.ts";
import type { FarOwner, FarRelays } from "./large-room.ts";

// The other Durable Object classes.
export * from "socket-rocket";

interface Env {
  ROOMS: DurableObjectNamespace<ChatRoom & Pick<RelayOwner, "relayed">>;
  FAR: FarRelays;
}

export class ChatRoom extends DeployedRoom {
  constructor(ctx: DurableObjectState, env: Env) {
    const RELAYS = {
      getByName: (name: string) => ({
        deliver: (transmission: Parameters<FarRelays["deliver"]>[1]) => env.FAR.deliver(name, transmission),
        connectedClients: () => Promise.resolve([]),
      }),
    };
    super(ctx, { ...env, RELAYS } as never);
  }
}

/** What the relays call. */
export class Owner extends WorkerEntrypoint<Env> implements FarOwner {
  async relayed(room: string, batch: Parameters<RelayOwner["relayed"]>[0]) {
    return await this.env.ROOMS.getByName(room).relayed(batch);
  }

  async empty(): Promise<void> {}
}

export default {
  fetch: () => new Response(null, { status: 404 }),
} satisfies ExportedHandler<Env>;
