/** The worker: HTTP routes, and the Durable Objects behind them. */
import { Hono } from "hono";
import { methodNotAllowed } from "hono/method-not-allowed";
import type { Env } from "./env.ts";
import type { AppEnv } from "./http/app-env.ts";
import { downloads } from "./http/files/download.ts";
import { uploads } from "./http/files/upload.ts";
import { health } from "./http/health.ts";
import { messages } from "./http/messages/messages.ts";
import { postMessage } from "./http/messages/post-message.ts";
import { whenConfigured } from "./http/middleware/configuration-check.ts";
import { crossOrigin } from "./http/middleware/cors.ts";
import { drainBody } from "./http/middleware/drain-body.ts";
import { notFound, onError, methodNotAllowed as onMethodNotAllowed } from "./http/middleware/errors.ts";
import { noindex } from "./http/middleware/noindex.ts";
import { securityHeaders } from "./http/middleware/security-headers.ts";
import { openapi } from "./http/openapi/index.ts";
import { manifest } from "./http/pages/manifest.ts";
import { pages } from "./http/pages/pages.ts";
import { wire } from "./http/request-echo.ts";
import { directory } from "./http/rooms/directory.ts";
import { exports } from "./http/rooms/export.ts";
import { rooms } from "./http/rooms/rooms.ts";
import { sockets } from "./http/rooms/sockets.ts";

const app = new Hono<AppEnv>();

// First, because no middleware may touch the answer to an upgrade: a copy of it would lose its WebSocket.
app.route("/", sockets);
app.use("/rooms/*", noindex);
app.use("/api/rooms/*", noindex);
// Files that people sent are no pages, and run nothing: their headers are their own.
app.route("/", downloads);
app.use(securityHeaders);
app.use("/api/*", drainBody);
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
export { SecretStore } from "./auth/secret-store.ts";
export { Directory as Lobby } from "./directory/directory.ts";
export { ChatRoom } from "./room/chat-room.ts";
