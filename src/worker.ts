/** The worker: HTTP routes, and the Durable Objects behind them. */
import { Hono } from "hono";
import { methodNotAllowed } from "hono/method-not-allowed";
import type { Env } from "./env.ts";
import type { AppEnv } from "./routes/app-env.ts";
import { crossOrigin } from "./routes/cross-origin.ts";
import { directory } from "./routes/directory.ts";
import { downloads } from "./routes/download.ts";
import { exports } from "./routes/export.ts";
import { uploads } from "./routes/files.ts";
import { health } from "./routes/health.ts";
import { heardOut } from "./routes/heard-out.ts";
import { manifest } from "./routes/manifest.ts";
import { messages } from "./routes/messages.ts";
import { whenConfigured } from "./routes/misconfigured.ts";
import { openapi } from "./routes/openapi/index.ts";
import { pages } from "./routes/pages.ts";
import { postMessage } from "./routes/post-message.ts";
import { notFound, onError, methodNotAllowed as onMethodNotAllowed } from "./routes/problem.ts";
import { rooms } from "./routes/rooms.ts";
import { securityHeaders } from "./routes/security-headers.ts";
import { sockets } from "./routes/sockets.ts";
import { unfollowed } from "./routes/unfollowed.ts";
import { wire } from "./routes/wire.ts";

const app = new Hono<AppEnv>();

// First, because no middleware may touch the answer to an upgrade: a copy of it would lose its WebSocket.
app.route("/", sockets);
app.use("/rooms/*", unfollowed);
app.use("/api/rooms/*", unfollowed);
// Files that people sent are no pages, and run nothing: their headers are their own.
app.route("/", downloads);
app.use(securityHeaders);
app.use("/api/*", heardOut);
app.use("/api/*", crossOrigin);
app.use(methodNotAllowed({ app, onMethodNotAllowed }));
app.route("/", pages);
app.route("/", manifest);
app.route("/", health);
app.route("/", messages);
app.route("/", postMessage);
app.route("/", openapi);
app.route("/", uploads);
app.route("/", rooms);
app.route("/", directory);
app.route("/", exports);
app.route("/", wire);
app.notFound(notFound);
app.onError(onError);

export { app };
export default { fetch: whenConfigured(app) } satisfies ExportedHandler<Env>;
export { Lobby } from "./lobby/lobby.ts";
export { ChatRoom } from "./room/chat-room.ts";
export { SecretStore } from "./session/secret-store.ts";
