/** The middlewares that most Express applications have, in `io.engine.use`, inside workerd. */
import { createHmac } from "node:crypto";
import compression from "compression";
import { type Options, rateLimit } from "express-rate-limit";
import session from "express-session";
import helmet from "helmet";
import morgan from "morgan";
import passportModule from "passport";
import type { Socket } from "socket.io";
import { describe, expect, test } from "vitest";
import { type OpenedServer, open } from "../support/fixtures/open-server.ts";
import { connectStock } from "../support/fixtures/stock-client.ts";

const server = (...middlewares: unknown[]) =>
  open((io) => {
    for (const middleware of middlewares) io.engine.use(middleware as never);
  });

const request = ({ stub }: OpenedServer, transport: string, headers: Record<string, string> = {}) =>
  stub.fetch(`http://x/socket.io/?EIO=4&transport=${transport}`, {
    headers: { ...headers, ...(transport === "websocket" && { Upgrade: "websocket" }) },
  });

describe.each([
  ["polling", 200],
  ["websocket", 101],
])("over %s", (transport, opened) => {
  test("helmet adds its headers", async () => {
    const object = server(helmet());
    const response = await request(object, transport);
    expect(response.status).toBe(opened);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-security-policy": expect.stringContaining("default-src 'self'"),
      "strict-transport-security": expect.stringContaining("max-age"),
      "x-content-type-options": "nosniff",
    });
    expect(response.headers.has("x-powered-by")).toBe(false);
    expect(object.log.failures).toEqual([]);
  });

  test("morgan logs the address and the status by a format function", async () => {
    const lines: string[] = [];
    const format: Format = (tokens, req, res) =>
      ["remote-addr", "method", "url", "http-version", "status"]
        .map((name) => tokens[name]?.(req, res))
        .join(" ");
    const object = server(morgan(format, { stream: { write: (line: string) => lines.push(line) } }));
    await request(object, transport, { "CF-Connecting-IP": "192.0.2.1" });
    await expect
      .poll(() => lines)
      .toEqual([`192.0.2.1 GET /socket.io/?EIO=4&transport=${transport} 1.1 ${opened}\n`]);
    expect(object.log.failures).toEqual([]);
  });

  test("passport authenticates the user of a session, and rejects others", async () => {
    const passport = new passportModule.Passport();
    passport.serializeUser((user: { name: string }, done) => done(null, user.name));
    passport.deserializeUser((name: string, done) => done(null, { name }));
    passport.use({
      name: "password",
      authenticate(
        this: { success(user: object): void; fail(challenge: string, status: number): void },
        req: { headers: Record<string, string> },
      ) {
        if (req.headers.authorization === "Ada") this.success({ name: "Ada" });
        else this.fail("Who?", 401);
      },
    });
    const object = server(
      session({ secret: "secret", resave: false, saveUninitialized: false }),
      passport.initialize(),
      passport.session(),
      (req: { user?: object }, _res: unknown, next: () => void) =>
        req.user === undefined ? (passport.authenticate("password") as Middleware)(req, _res, next) : next(),
      (
        req: { user: { name: string } },
        res: { setHeader(name: string, value: string): void },
        next: () => void,
      ) => {
        res.setHeader("X-User", req.user.name);
        next();
      },
    );
    expect((await request(object, transport)).status).toBe(401);
    const signedIn = await request(object, transport, { Authorization: "Ada" });
    expect([signedIn.status, signedIn.headers.get("x-user")]).toEqual([opened, "Ada"]);
    const [Cookie = ""] = signedIn.headers.getSetCookie().map((cookie) => cookie.split(";")[0]);
    const again = await request(object, transport, { Cookie });
    expect([again.status, again.headers.get("x-user")]).toEqual([opened, "Ada"]);
    expect(object.log.failures).toEqual([]);
  });

  test("compression leaves the response readable", async () => {
    const object = server(compression({ threshold: 0 }));
    const response = await request(object, transport, { "Accept-Encoding": "gzip" });
    expect(response.status).toBe(opened);
    if (transport === "polling") expect(await response.text()).toMatch(/^0\{"sid"/);
    expect(object.log.failures).toEqual([]);
  });

  test("express-rate-limit counts by address, with a custom key, handler and store", async () => {
    const hits = new Map<string, number>();
    const object = server(
      rateLimit({
        limit: 2,
        windowMs: 60_000,
        keyGenerator: (req) => String(req.socket.remoteAddress),
        handler: (_req, res) => {
          (res as unknown as import("node:http").ServerResponse).writeHead(429).end("slow down");
        },
        // The default store starts an interval, which keeps an object awake.
        store: {
          increment(key) {
            hits.set(key, (hits.get(key) ?? 0) + 1);
            return { totalHits: hits.get(key) ?? 0, resetTime: undefined };
          },
          decrement() {},
          resetKey: (key) => void hits.delete(key),
        } satisfies Options["store"],
      }),
    );
    const knock = async (address: string) =>
      (await request(object, transport, { "CF-Connecting-IP": address })).status;
    expect([await knock("192.0.2.1"), await knock("192.0.2.1"), await knock("192.0.2.1")]).toEqual([
      opened,
      opened,
      429,
    ]);
    expect(await knock("192.0.2.2")).toBe(opened);
    expect(object.log.failures).toEqual([]);
  });
});

test("the chat of docs/middlewares.md knows the user of a session, also after hibernation", async () => {
  const passport = new passportModule.Passport();
  passport.deserializeUser((name: string, done) => done(null, { name }));
  const store = new session.MemoryStore();
  await new Promise((resolve) =>
    store.set("session-of-ada", { cookie: {}, passport: { user: "Ada" } }, resolve),
  );
  const object = open(
    (io) => {
      io.engine.use(helmet() as never);
      io.engine.use(session({ secret: "secret", resave: false, saveUninitialized: false, store }) as never);
      io.engine.use(passport.session() as never);
      const userOf = ({ request }: Socket) => (request as { user?: { name: string } }).user;
      io.use((socket, next) => next(userOf(socket) ? undefined : new Error("sign in first")));
      io.on("connection", (socket) => {
        socket.on("chat message", (text) => io.emit("chat message", userOf(socket)?.name, text));
      });
    },
    { keepOnRequest: ["user"] },
  );
  const signature = createHmac("sha256", "secret")
    .update("session-of-ada")
    .digest("base64")
    .replace(/=+$/, "");
  const Cookie = `connect.sid=${encodeURIComponent(`s:session-of-ada.${signature}`)}`;
  const [stranger, ada] = [
    connectStock(object.stub),
    connectStock(object.stub, "/", { extraHeaders: { Cookie } }),
  ];
  const rejection = await new Promise<Error>((resolve) => stranger.once("connect_error", resolve));
  expect(rejection.message).toBe("sign in first");
  stranger.io.engine.close();
  await new Promise<void>((resolve) => ada.once("connect", () => resolve()));
  await object.sleep();
  const message = new Promise((resolve) => ada.once("chat message", (...args) => resolve(args)));
  ada.emit("chat message", "hello");
  expect(await message).toEqual(["Ada", "hello"]);
  expect(object.log.failures).toEqual([]);
  ada.disconnect();
});

type Format = (
  tokens: Record<string, (req: unknown, res: unknown) => unknown>,
  req: unknown,
  res: unknown,
) => string;
type Middleware = (req: unknown, res: unknown, next: () => void) => void;
