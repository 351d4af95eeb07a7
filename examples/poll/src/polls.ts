/** The server: a room for each poll. */
import type { DefaultEventsMap } from "socket.io";
import { SocketIODurableObject } from "socket.io-durable-objects";
import { verifyToken } from "./auth.ts";
import type { ClientToServerEvents, ServerToClientEvents, SocketData } from "./events.ts";
import { PollStore } from "./poll-store.ts";

export class Polls extends SocketIODurableObject<
  Env,
  ClientToServerEvents,
  ServerToClientEvents,
  DefaultEventsMap,
  SocketData
> {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const store = new PollStore(ctx.storage.sql);

    // Runs once for a connection. `socket.data` survives hibernation.
    this.io.use((socket, next) => {
      verifyToken(String(socket.handshake.auth.token), env.JWT_SECRET).then(
        (user) => {
          socket.data.user = user;
          next();
        },
        () => next(new Error("sign in first")),
      );
    });

    this.io.on("connection", (socket) => {
      const { user } = socket.data;

      socket.on("poll:create", (poll, answer) => {
        const id = store.create(poll);
        answer(
          id === undefined
            ? { ok: false, error: "A poll has a question and 2 to 10 options." }
            : { ok: true, id },
        );
      });

      socket.on("poll:open", (id, answer) => {
        const poll = store.find(id, user.id);
        if (poll === undefined) return answer({ ok: false, error: "There is no such poll." });
        socket.join(id);
        answer({ ok: true, poll });
      });

      socket.on("poll:vote", (id, option, answer) => {
        if (!store.vote(id, option, user.id)) return answer({ ok: false, error: "There is no such option." });
        this.io.to(id).emit("poll:votes", id, store.votes(id));
        answer({ ok: true });
      });
    });
  }
}
