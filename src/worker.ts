/** The worker: HTTP middleware and routes, and the Durable Object classes. */
import { env, waitUntil } from "cloudflare:workers";
import { Hono } from "hono";
import { methodNotAllowed } from "hono/method-not-allowed";
import type { Env } from "./env.ts";
import { devices } from "./http/account/devices.ts";
import { ownData } from "./http/account/own-data.ts";
import { passkeys } from "./http/account/passkeys.ts";
import { recovery } from "./http/account/recovery.ts";
import type { AppEnv } from "./http/app-env.ts";
import { downloads } from "./http/files/download.ts";
import { uploads } from "./http/files/upload.ts";
import { messages } from "./http/messages.ts";
import { requireConfiguration } from "./http/middleware/configuration-check.ts";
import { crossOrigin } from "./http/middleware/cors.ts";
import { drainBody } from "./http/middleware/drain-body.ts";
import { embedding, turnstilePolicy } from "./http/middleware/embedding.ts";
import { notFound, onError, methodNotAllowed as onMethodNotAllowed } from "./http/middleware/errors.ts";
import { noindex, securityHeaders } from "./http/middleware/security-headers.ts";
import { openapi } from "./http/openapi/document.ts";
import { forOperators, pageForOperators } from "./http/operator/operator-access.ts";
import { operatorApi } from "./http/operator/operator-api.ts";
import { operatorSignIn } from "./http/operator/sign-in.ts";
import { embedScript } from "./http/pages/embed-script.ts";
import { manifest } from "./http/pages/manifest.ts";
import { operatorPage, pages } from "./http/pages/pages.ts";
import { asyncapi } from "./http/reference/asyncapi.ts";
import { reference } from "./http/reference/reference-page.ts";
import { requestEcho } from "./http/request-echo.ts";
import { eventRoutes } from "./http/rooms/event-routes.ts";
import { exports } from "./http/rooms/export.ts";
import { ownership } from "./http/rooms/ownership.ts";
import { personalData } from "./http/rooms/personal-data.ts";
import { push } from "./http/rooms/push.ts";
import { rooms } from "./http/rooms/rooms.ts";
import { isSocketAddress, sockets } from "./http/rooms/sockets.ts";
import { verification } from "./http/rooms/verification.ts";
import { health } from "./http/status/health.ts";
import { measured } from "./http/status/measure-requests.ts";
import { metrics } from "./http/status/metrics.ts";
import { ready } from "./http/status/ready.ts";
import { imports } from "./http/transfer/import-room.ts";
import { startMetrics } from "./metrics/push-metrics.ts";
import { startErrorWebhook } from "./platform/error-webhook.ts";

const app = new Hono<AppEnv>()
  // First: middleware that changes headers would copy the answer to an upgrade, and a copy has no WebSocket.
  .route("/", sockets)
  .use("/rooms/*", noindex)
  .use("/api/rooms/*", noindex)
  .use("/rooms/:room", embedding)
  .use("/offline", embedding)
  .use("/", turnstilePolicy)
  .use("/rooms/:room", turnstilePolicy)
  .use("/offline/*", turnstilePolicy)
  // Before the security headers: a file has stricter ones of its own.
  .route("/", downloads)
  .route("/", embedScript)
  .use(securityHeaders)
  .use("/api/*", drainBody)
  .use("/api/*", crossOrigin)
  // Passes everyone else on to the answer for a path that does not exist.
  .all("/api/operator/*", forOperators(operatorApi))
  .all("/operator", pageForOperators(operatorPage));

app
  .use(methodNotAllowed({ app, onMethodNotAllowed }))
  .route("/", pages)
  .route("/", manifest)
  .route("/", health)
  .route("/", ready)
  .route("/", metrics)
  .route("/", openapi)
  .route("/", asyncapi)
  .route("/", reference)
  .route("/", devices)
  .route("/", ownData)
  .route("/", passkeys)
  .route("/", recovery)
  .route("/", operatorSignIn)
  .route("/", rooms)
  .route("/", exports)
  .route("/", imports)
  .route("/", messages)
  .route("/", eventRoutes)
  .route("/", personalData)
  .route("/", verification)
  .route("/", uploads)
  .route("/", push)
  .route("/", ownership)
  .route("/", requestEcho)
  .notFound(notFound)
  .onError(onError);

startMetrics(env);
startErrorWebhook(env, { fetch: (...request) => fetch(...request), now: () => Date.now(), waitUntil });

const routed: Pick<typeof app, "fetch"> = {
  fetch: (request, ...rest) => (isSocketAddress(request.url) ? sockets : app).fetch(request, ...rest),
};

export { app };
export default { fetch: measured(requireConfiguration(routed)) } satisfies ExportedHandler<Env>;
export { Account } from "./account/account.ts";
export { SecretStore } from "./auth/secret-store.ts";
export { Directory as Lobby } from "./directory/directory.ts";
export { MetricsStore } from "./metrics/metrics-store.ts";
export { Operations } from "./operator/operations.ts";
export { ChatRoom } from "./room/chat-room.ts";
export { RoomRelay } from "./room/relay/room-relay.ts";
