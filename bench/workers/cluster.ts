/**
 * A chat on a cluster of the Socket.IO library, and the same chat without the option.
 *
 * A room named `cluster-4` is a cluster of four nodes, on which clients are placed in turn; one named `single-1` is an object without
 * the option `cluster`.
 */
import { SocketIODurableObject, type SocketIOOptions } from "socket.io-durable-objects";

interface Env {
  NODES: DurableObjectNamespace<Node>;
  SINGLES: DurableObjectNamespace<Single>;
}

/** What the objects of this isolate have done, by name. */
const activities = new Map<string, { wakes: number; calls: Record<string, number> }>();

function activityOf(name: string) {
  const activity = activities.get(name) ?? { wakes: 0, calls: {} };
  activities.set(name, activity);
  return activity;
}

const pathOf = (name: string): string => `/rooms/${name.split("#")[0]}/socket.io`;

abstract class Chat extends SocketIODurableObject<Env> {
  constructor(ctx: DurableObjectState, env: Env, options: SocketIOOptions) {
    const name = ctx.id.name ?? "";
    super(ctx, env, { ...options, path: pathOf(name), pingInterval: 3_600_000 });
    activityOf(name).wakes += 1;
    this.io.on("connection", (socket) => {
      socket.on("message", (text) => this.io.emit("message", text));
      socket.on("ask", (answer) => answer());
    });
  }
}

export class Node extends Chat {
  readonly #name: string;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env, { cluster: { objects: env.NODES } });
    this.#name = ctx.id.name ?? "";
  }

  override socketIOCluster(call: Parameters<SocketIODurableObject["socketIOCluster"]>[0]): Promise<unknown> {
    const { calls } = activityOf(this.#name);
    calls[call.kind] = (calls[call.kind] ?? 0) + 1;
    return super.socketIOCluster(call);
  }
}

export class Single extends Chat {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env, {});
  }
}

let connections = 0;

export default {
  async fetch(request, env) {
    const [, kind, room = ""] = new URL(request.url).pathname.split("/");
    if (kind === "activity") {
      const all = Object.fromEntries(activities);
      activities.clear();
      return Response.json(all);
    }
    if (room.startsWith("single")) return env.SINGLES.getByName(room).fetch(request);
    const nodes = Number(room.split("-").at(-1));
    return env.NODES.getByName(`${room}#${connections++ % nodes}`).fetch(request);
  },
} satisfies ExportedHandler<Env>;
