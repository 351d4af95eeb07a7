/** Middlewares made for Node, in `io.engine.use`. */
import cookieSession from "cookie-session";
import session from "express-session";
import { describe, expect, test } from "vitest";
import { type OpenedServer, open } from "../support/fixtures/open-server.ts";

type Middleware = (req: never, res: never, next: (error?: unknown) => void) => unknown;

const server = (...middlewares: unknown[]) =>
  open((io, { log }) => {
    for (const middleware of middlewares) io.engine.use(middleware as never);
    io.engine.on("connection_error", ({ context }: { context: object }) => log.notes.push(context));
  });

const request = ({ stub }: OpenedServer, transport: string, cookie?: string): Promise<Response> =>
  stub.fetch(`http://x/socket.io/?EIO=4&transport=${transport}`, {
    headers: {
      ...(cookie !== undefined && { Cookie: cookie }),
      ...(transport === "websocket" && { Upgrade: "websocket" }),
    },
  });

const cookiesOf = (response: Response) =>
  response.headers.getSetCookie().map((cookie) => cookie.split(";")[0] ?? "");

const counting: Middleware = (
  req: { session: { visits?: number } },
  res: { setHeader: (...header: string[]) => void },
  next,
) => {
  req.session.visits = (req.session.visits ?? 0) + 1;
  res.setHeader("X-Visits", String(req.session.visits));
  next();
};

describe.each(["polling", "websocket"])("over %s", (transport) => {
  const expected = transport === "polling" ? 200 : 101;

  test.each([
    ["express-session", () => session({ secret: "secret", resave: false, saveUninitialized: true })],
    ["cookie-session", () => cookieSession({ name: "session", keys: ["secret"] })],
  ])("%s sets its cookie and knows it again", async (_name, make) => {
    const object = server(make(), counting);
    const first = await request(object, "polling");
    const cookies = cookiesOf(first);
    expect(cookies.length).toBeGreaterThan(0);
    const second = await request(object, transport, cookies.join("; "));
    expect([second.status, second.headers.get("x-visits")]).toEqual([expected, "2"]);
    const fresh = await request(object, transport);
    expect([fresh.status, fresh.headers.get("x-visits")]).toEqual([expected, "1"]);
    expect(cookiesOf(fresh).length).toBeGreaterThan(0);
    expect(object.log.failures).toEqual([]);
  });

  test("a middleware may use members of Node's requests and responses", async () => {
    const object = server((req: never, res: never, next: () => void) => {
      const request = req as import("node:http").IncomingMessage;
      const response = res as import("node:http").ServerResponse;
      request.on("close", () => {});
      response.setHeader("X-Address", String(request.socket.remoteAddress));
      response.appendHeader("Set-Cookie", "a=1").appendHeader("Set-Cookie", ["b=2", "c=3"]);
      response.setHeader("X-Gone", 1);
      response.removeHeader("x-gone");
      response.setHeader("X-Has", String(response.hasHeader("SET-COOKIE")));
      response.setHeader("X-Names", response.getHeaderNames().join());
      response.on("finish", () => {});
      const { writeHead } = response;
      response.writeHead = function (this: typeof response, ...args: never) {
        this.setHeader("X-Late", String(this.headersSent));
        return (writeHead as (...args: never) => typeof response).apply(this, args);
      } as typeof writeHead;
      next();
    });
    const response = await request(object, transport);
    expect(response.status).toBe(expected);
    expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2", "c=3"]);
    expect(["x-gone", "x-has", "x-late", "x-names"].map((name) => response.headers.get(name))).toEqual([
      null,
      "true",
      "false",
      "x-address,set-cookie,x-has",
    ]);
    if (transport === "polling") expect(await response.text()).toMatch(/^0\{"sid"/);
    expect(object.log.failures).toEqual([]);
  });

  test("a missing member is reported by name, and the request is rejected", async () => {
    const object = server((_req: never, res: { status(code: number): void }) => res.status(200));
    expect((await request(object, transport)).status).toBe(400);
    expect(object.log.failures).toEqual([
      {
        event: "engine middleware",
        namespace: "",
        message: expect.stringContaining("res.status is not a function"),
      },
    ]);
    expect(object.log.notes).toEqual([expect.objectContaining({ name: "MIDDLEWARE_FAILURE" })]);
  });

  test("a middleware may end the response, at once or in parts", async () => {
    const object = server((_req: never, res: never) => {
      const response = res as import("node:http").ServerResponse;
      response.writeHead(429, "Too many", { "Retry-After": "5" });
      response.write("slow ");
      setTimeout(() => response.end("down"), 5);
    });
    const response = await request(object, transport);
    expect([response.status, response.headers.get("retry-after"), await response.text()]).toEqual([
      429,
      "5",
      "slow down",
    ]);
  });
});
