/** The OpenAPI document is valid, and matches the responses of the server. */
import { Validator } from "@seriousme/openapi-schema-validator";
import Ajv2020 from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EventEndpoint, endpoints } from "../../src/http/rooms/event-endpoints.ts";
import { TEST_OPERATOR_TOKEN } from "../support/operator.ts";
import { type RunningServer, startServer } from "../support/server.ts";

interface Described {
  paths: Record<
    string,
    Record<string, { responses: Record<string, { content: Record<string, { schema: object }> }> }>
  >;
}

let server: RunningServer;
let api: Described;
let validate: (schema: object, value: unknown) => string;
let token: string;

beforeAll(async () => {
  server = await startServer({ vars: { OPERATOR_TOKEN: TEST_OPERATOR_TOKEN } });
  api = (await (await fetch(`${server.url}/api/openapi.json`)).json()) as Described;
  const ajv = new Ajv2020({ strict: false });
  ajv.addSchema({ $id: "api", ...api });
  validate = (schema, value) => {
    const isValid = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"api#/')));
    return isValid(value) ? "" : ajv.errorsText(isValid.errors);
  };
  const made = (await (await fetch(`${server.url}/api/rooms`, post({ name: "described" }))).json()) as {
    token: string;
  };
  token = made.token;
  await fetch(`${server.url}/api/rooms/described/messages`, post({ text: "first" }, bearer()));
  await fetch(`${server.url}/api/rooms`, post({ name: "operated" }, bearer()));
  await fetch(`${server.url}/api/rooms/operated/messages`, post({ text: "first" }, bearer()));
});
afterAll(() => server.stop());

/** All operations, with a request for each of their statuses. */
const post = (body: string | object, headers: Record<string, string> = {}): RequestInit => ({
  method: "POST",
  headers: { "Content-Type": "application/json", ...headers },
  body: typeof body === "string" ? body : JSON.stringify(body),
});
const SUBSCRIPTION = {
  endpoint: "https://updates.push.services.mozilla.com/wpush/v2/described",
  // RFC 8291, appendix A.
  keys: {
    p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    auth: "BTBZMqHH6r4Tts7J_aSIgg",
  },
  level: "mentions",
  language: "en",
};
const bearer = () => ({ Authorization: `Bearer ${token}` });

/** A link for another device of the person. */
async function newLink(): Promise<{ link: string }> {
  const answer = await fetch(`${server.url}/api/account/links`, post({}, bearer()));
  const { link } = (await answer.json()) as { link: string };
  return { link };
}

/** The token of another device of the person. */
async function newToken(): Promise<string> {
  const answer = await fetch(`${server.url}/api/account/links/redeem`, post(await newLink()));
  return ((await answer.json()) as { token: string }).token;
}

/** The token of another person. */
async function strangersToken(): Promise<string> {
  const made = await fetch(`${server.url}/api/rooms`, post({ visibility: "private" }));
  return ((await made.json()) as { token: string }).token;
}

type Request = [
  operation: string,
  path: string,
  status: number,
  init: () => RequestInit | Promise<RequestInit>,
];

/** An endpoint of an event, as the document names it. */
const operationOf = ({ method, path }: EventEndpoint): string =>
  `${method.toLowerCase()} /api/rooms/{room}${path.replace(/:(\w+)/g, "{$1}")}`;

/** A path of an endpoint, with the first message of the owner, or another person. */
const exampleOf = ({ path }: EventEndpoint): string =>
  path.replace(":seq", "1").replace(":emoji", encodeURIComponent("👍")).replace(":id", "another-person") +
  (path === "/search" ? "?query=first" : "");

const JSON_BODY = { "Content-Type": "application/json" };

/** Valid bodies, by event. */
const BODIES: Readonly<Record<string, object>> = {
  "message:edit": { text: "edited" },
  read: { seq: 1 },
  typing: { active: true },
  "room:update": { topic: "mine" },
  "bot:create": { name: "Herald" },
  "passphrase:set": { passphrase: "open sesame" },
};

/** Operations of operators, with a body. In this order they can all be done. */
const OPERATIONS: readonly (readonly [operation: string, path: string, body?: object])[] = [
  ["get /api/operator/session", "/session"],
  ["get /api/operator/rooms", "/rooms"],
  ["get /api/operator/rooms/{room}", "/rooms/operated"],
  ["post /api/operator/rooms/{room}/close", "/rooms/operated/close", { on: false }],
  ["post /api/operator/rooms/{room}/feature", "/rooms/operated/feature", { on: true, reason: "good" }],
  ["post /api/operator/rooms/{room}/mute", "/rooms/operated/mute", { id: "someone" }],
  ["post /api/operator/rooms/{room}/ban", "/rooms/operated/ban", { id: "someone" }],
  ["post /api/operator/rooms/{room}/erase", "/rooms/operated/erase", { id: "someone" }],
  ["delete /api/operator/rooms/{room}/messages/{seq}", "/rooms/operated/messages/1", {}],
  ["post /api/operator/rooms/{room}/owner", "/rooms/operated/owner", { to: "someone-else" }],
  ["post /api/operator/rooms/{room}/owner-link", "/rooms/operated/owner-link", {}],
  ["post /api/operator/rooms/{room}/reclaim", "/rooms/operated/reclaim", {}],
  ["delete /api/operator/rooms/{room}", "/rooms/operated", {}],
  ["get /api/operator/bans", "/bans"],
  ["post /api/operator/bans", "/bans", { network: "192.0.2.1", reason: "floods" }],
  ["delete /api/operator/bans", "/bans", { network: "192.0.2.1" }],
  ["get /api/operator/reports", "/reports"],
  ["get /api/operator/audit", "/audit"],
];

/** The audit log as a file, which a stranger does not get either. */
const FILES = ["get /api/operator/audit.ndjson", "get /api/operator/audit.csv"];

const operatorRequest = (operation: string, body: object | undefined, headers: Record<string, string>) => ({
  ...(body === undefined ? {} : post(body)),
  method: (operation.split(" ")[0] ?? "").toUpperCase(),
  headers: { ...JSON_BODY, ...headers },
});

const asOperator = { Authorization: `Bearer ${TEST_OPERATOR_TOKEN}` };

const REQUESTS: Request[] = [
  ["post /api/account/operator", "/api/account/operator", 200, () => post({ token: TEST_OPERATOR_TOKEN })],
  ["post /api/account/operator", "/api/account/operator", 401, () => post({ token: "wrong" })],
  ["delete /api/account/operator", "/api/account/operator", 200, () => ({ method: "DELETE" })],
  ...OPERATIONS.flatMap(([operation, path, body]): Request[] => [
    [operation, `/api/operator${path}`, 404, () => operatorRequest(operation, body, {})],
    [
      operation,
      `/api/operator${path}`,
      path.endsWith("owner-link") ? 201 : 200,
      () => operatorRequest(operation, body, asOperator),
    ],
  ]),
  ...FILES.map((file): Request => [file, file.replace("get ", ""), 404, () => ({})]),
  [
    "post /api/rooms/{room}/owner-link",
    "/api/rooms/described/owner-link",
    404,
    () => post({ link: "none" }, bearer()),
  ],
  [
    "post /api/rooms/{room}/verification",
    "/api/rooms/described/verification",
    200,
    () => post({ token: "x" }, bearer()),
  ],
  [
    "post /api/rooms/{room}/verification",
    "/api/rooms/described/verification",
    401,
    () => post({ token: "x" }),
  ],
  [
    "post /api/operator/reports/{id}",
    "/api/operator/reports/none",
    404,
    () => post({ act: "dismiss" }, asOperator),
  ],
  // Their own message.
  [
    "post /api/rooms/{room}/messages/{seq}/reports",
    "/api/rooms/described/messages/1/reports",
    400,
    () => post({ reason: "spam" }, bearer()),
  ],
  ["get /api/health", "/api/health", 200, () => ({})],
  ["get /api/ready", "/api/ready", 200, () => ({})],
  ["get /api/openapi.json", "/api/openapi.json", 200, () => ({})],
  ["get /api/asyncapi.json", "/api/asyncapi.json", 200, () => ({})],
  ["get /api/account", "/api/account", 200, () => ({ headers: bearer() })],
  ["get /api/account", "/api/account", 401, () => ({})],
  ["post /api/account/links", "/api/account/links", 201, () => post({ name: "Ada" }, bearer())],
  ["post /api/account/links", "/api/account/links", 400, () => post({ rooms: ["/"] }, bearer())],
  ["get /api/account", "/api/account", 200, () => ({ headers: bearer() })],
  ["post /api/account/links/preview", "/api/account/links/preview", 404, () => post({ link: "nobody.x" })],
  ["post /api/account/links/preview", "/api/account/links/preview", 200, async () => post(await newLink())],
  ["post /api/account/links/redeem", "/api/account/links/redeem", 200, async () => post(await newLink())],
  ["post /api/account/links/redeem", "/api/account/links/redeem", 400, () => post({ link: "x" })],
  [
    "delete /api/account/devices/{device}",
    "/api/account/devices/none",
    404,
    () => ({ method: "DELETE", headers: bearer() }),
  ],
  [
    "delete /api/account/devices/{device}",
    "/api/account/devices/current",
    200,
    async () => ({ method: "DELETE", headers: { Authorization: `Bearer ${await newToken()}` } }),
  ],
  ["post /api/account/passkeys/options", "/api/account/passkeys/options", 200, () => post({}, bearer())],
  ["post /api/account/passkeys/options", "/api/account/passkeys/options", 401, () => post({})],
  ["post /api/account/passkeys", "/api/account/passkeys", 400, () => post({ response: {} }, bearer())],
  [
    "post /api/account/passkeys/{passkey}",
    "/api/account/passkeys/x",
    404,
    () => post({ name: "x" }, bearer()),
  ],
  [
    "delete /api/account/passkeys/{passkey}",
    "/api/account/passkeys/x",
    404,
    () => ({ method: "DELETE", headers: bearer() }),
  ],
  ["post /api/account/sign-in/options", "/api/account/sign-in/options", 200, () => post({})],
  ["post /api/account/sign-in", "/api/account/sign-in", 400, () => post({ response: {} })],
  ["post /api/account/recovery-code", "/api/account/recovery-code", 201, () => post({}, bearer())],
  ["post /api/account/recover", "/api/account/recover", 400, () => post({ code: "x" })],
  ["post /api/account/recover", "/api/account/recover", 404, () => post({ code: "0".repeat(36) })],
  ["post /api/account/signed-out", "/api/account/signed-out", 200, () => post({})],
  ["post /api/account/state", "/api/account/state", 401, () => post({})],
  [
    "post /api/account/state",
    "/api/account/state",
    200,
    () =>
      post({ changes: [{ kind: "room", room: "tea", value: { at: 1, title: "Tea" }, age: 0 }] }, bearer()),
  ],
  ["post /api/account/state", "/api/account/state", 400, () => post({ changes: [{}] }, bearer())],
  ["get /api/rooms", "/api/rooms?limit=5", 200, () => ({})],
  ["get /api/rooms", "/api/rooms?limit=500", 200, () => ({})],
  ["get /api/rooms", "/api/rooms?limit=many", 400, () => ({})],
  ["post /api/rooms", "/api/rooms", 201, () => post({ name: "Described Too", topic: "x" }, bearer())],
  ["post /api/rooms", "/api/rooms", 201, () => post({ visibility: "private" })],
  ["post /api/rooms", "/api/rooms", 400, () => post("{")],
  ["post /api/rooms", "/api/rooms", 401, () => post({ name: "x" }, { Authorization: "Bearer x" })],
  ["post /api/rooms", "/api/rooms", 403, () => post({ name: "described" })],
  ["get /api/rooms/{room}/messages", "/api/rooms/described/messages", 200, () => ({})],
  ["get /api/rooms/{room}/messages", "/api/rooms/described/messages?around=1", 200, () => ({})],
  ["get /api/rooms/{room}/messages", "/api/rooms/described/messages?limit=x", 400, () => ({})],
  ["get /api/rooms/{room}/messages", "/api/rooms/a%2Fb/messages", 400, () => ({})],
  [
    "get /api/rooms/{room}/messages",
    "/api/rooms/described/messages",
    401,
    () => ({ headers: { Authorization: "Bearer x" } }),
  ],
  [
    "post /api/rooms/{room}/messages",
    "/api/rooms/described/messages",
    201,
    () => post({ text: "a", nonce: "k", replyTo: 1 }, bearer()),
  ],
  [
    "post /api/rooms/{room}/messages",
    "/api/rooms/described/messages",
    200,
    () => post({ text: "a", nonce: "k" }, bearer()),
  ],
  [
    "post /api/rooms/{room}/messages",
    "/api/rooms/described/messages",
    400,
    () => post({ text: "" }, bearer()),
  ],
  ["post /api/rooms/{room}/messages", "/api/rooms/described/messages", 401, () => post({ text: "a" })],
  [
    "post /api/rooms/{room}/messages",
    "/api/rooms/described/messages",
    404,
    () => post({ text: "a", replyTo: 99 }, bearer()),
  ],
  [
    "post /api/rooms/{room}/messages",
    "/api/rooms/described/messages",
    413,
    () => post({ text: "a".repeat(5_000) }, bearer()),
  ],
  ["get /api/push", "/api/push", 200, () => ({})],
  [
    "put /api/rooms/{room}/push",
    "/api/rooms/described/push",
    200,
    () => ({ ...post(SUBSCRIPTION, bearer()), method: "PUT" }),
  ],
  [
    "put /api/rooms/{room}/push",
    "/api/rooms/described/push",
    400,
    () => ({ ...post({ ...SUBSCRIPTION, endpoint: "https://10.0.0.1/" }, bearer()), method: "PUT" }),
  ],
  [
    "put /api/rooms/{room}/push",
    "/api/rooms/never-created/push",
    404,
    () => ({ ...post(SUBSCRIPTION, bearer()), method: "PUT" }),
  ],
  ["put /api/rooms/{room}/push", "/api/rooms/described/push", 401, () => ({ ...post({}), method: "PUT" })],
  [
    "delete /api/rooms/{room}/push",
    "/api/rooms/described/push",
    200,
    () => ({ ...post({ endpoint: SUBSCRIPTION.endpoint }, bearer()), method: "DELETE" }),
  ],
  [
    "delete /api/rooms/{room}/push",
    "/api/rooms/described/push",
    400,
    () => ({ ...post({}, bearer()), method: "DELETE" }),
  ],
  ["get /api/rooms/{room}/export", "/api/rooms/described/export", 200, () => ({ headers: bearer() })],
  ["get /api/rooms/{room}/export", "/api/rooms/described/export", 401, () => ({})],
  ["get /api/rooms/{room}/export", "/api/rooms/a%2Fb/export", 400, () => ({})],
  [
    "get /api/rooms/{room}/export",
    "/api/rooms/described-too-other/export",
    403,
    () => ({ headers: bearer() }),
  ],
  ["get /api/rooms/{room}/import", "/api/rooms/described/import", 200, () => ({ headers: bearer() })],
  [
    "post /api/rooms/{room}/import",
    "/api/rooms/described/import",
    400,
    () => ({ method: "POST", body: "x", headers: { ...bearer(), "Content-Type": "application/x-ndjson" } }),
  ],
  ["get /api/rooms/{room}", "/api/rooms/described", 200, () => ({})],
  ["get /api/account/data", "/api/account/data", 200, () => ({ headers: bearer() })],
  ["get /api/account/data", "/api/account/data", 401, () => ({})],
  ["get /api/rooms/{room}/data", "/api/rooms/described/data", 200, () => ({ headers: bearer() })],
  ["get /api/rooms/{room}/data", "/api/rooms/described/data?after=x", 400, () => ({ headers: bearer() })],
  ["get /api/rooms/{room}/data", "/api/rooms/described/data", 401, () => ({})],
  [
    "delete /api/rooms/{room}/data",
    "/api/rooms/described/data",
    403,
    () => ({ method: "DELETE", headers: bearer() }),
  ],
  [
    "delete /api/rooms/{room}/data",
    "/api/rooms/never-created/data",
    200,
    () => ({ method: "DELETE", headers: bearer() }),
  ],
  [
    "delete /api/account",
    "/api/account",
    400,
    () => ({ ...post({ rooms: ["/"] }, bearer()), method: "DELETE" }),
  ],
  [
    "delete /api/account",
    "/api/account",
    200,
    async () => ({ ...post({}, { Authorization: `Bearer ${await strangersToken()}` }), method: "DELETE" }),
  ],
  [
    "get /api/rooms/{room}/members/{id}/messages",
    "/api/rooms/described/members/another-person/messages",
    200,
    () => ({ headers: bearer() }),
  ],
  // Each refuses a request without credentials, and what the others leave of the room does not matter.
  ...endpoints().map(
    (endpoint): Request => [
      operationOf(endpoint),
      `/api/rooms/described${exampleOf(endpoint)}`,
      401,
      () => ({ method: endpoint.method }),
    ],
  ),
  // The owner of "described" is alone in it: what is about others does nothing.
  ...endpoints()
    .filter(({ event }) => !["room:delete", "room:handover", "message:report"].includes(event))
    .map((endpoint): Request => {
      const body = BODIES[endpoint.event];
      return [
        operationOf(endpoint),
        `/api/rooms/described${exampleOf(endpoint)}`,
        endpoint.status ?? 200,
        () => ({ ...(body && post(body)), method: endpoint.method, headers: { ...bearer(), ...JSON_BODY } }),
      ];
    }),
  [
    "post /api/rooms/{room}/files",
    "/api/rooms/described/files?name=a.txt",
    201,
    () => ({ method: "POST", body: "plain", headers: bearer() }),
  ],
  [
    "post /api/rooms/{room}/files",
    "/api/rooms/described/files",
    400,
    () => ({ method: "POST", body: "", headers: bearer() }),
  ],
  [
    "post /api/rooms/{room}/files",
    "/api/rooms/described/files",
    401,
    () => ({ method: "POST", body: "plain" }),
  ],
  ["get /rooms/{room}/files/{file}", `/rooms/described/files/${"0".repeat(32)}`, 404, () => ({})],
  [
    "get /rooms/{room}/files/{file}",
    `/rooms/described/files/${"0".repeat(32)}`,
    401,
    () => ({ headers: { Authorization: "Bearer x" } }),
  ],
  ["get /rooms/{room}/files/{file}", `/rooms/a%2Fb/files/${"0".repeat(32)}`, 400, () => ({})],
  ["get /api/wire", "/api/wire", 200, () => ({})],
  ["post /api/wire", "/api/wire", 200, () => post({})],
];

describe("the OpenAPI document", () => {
  it("is a valid OpenAPI 3.1 document", async () => {
    const { valid, errors } = await new Validator().validate({ ...structuredClone(api) });
    expect(valid, JSON.stringify(errors)).toBe(true);
  });

  it.each(REQUESTS)("%s: %s answers %i as documented", async (operation, path, status, init) => {
    const [method = "", template = ""] = operation.split(" ");
    const response = await fetch(`${server.url}${path}`, await init());
    const body: unknown = await response.json();
    expect(response.status, JSON.stringify(body)).toBe(status);
    const described = api.paths[template]?.[method]?.responses[status];
    expect(described, "a status that is not described").toBeDefined();
    expect(validate(described?.content["application/json"]?.schema ?? {}, body)).toBe("");
  });

  it("documents the redirect from a room's other spellings, and the headers of files", async () => {
    const at = (path: string, init: RequestInit = {}) =>
      fetch(`${server.url}${path}`, { redirect: "manual", ...init });
    const described = (path: string) => api.paths[path]?.get?.responses ?? {};
    const other = await at("/api/rooms/DESCRIBED/messages?limit=1");
    expect([other.status, other.headers.get("Location")]).toEqual([
      308,
      "/api/rooms/described/messages?limit=1",
    ]);
    expect(described("/api/rooms/{room}/messages")).toHaveProperty("308");
    const { file } = (await (
      await at("/api/rooms/described/files?name=a", { method: "POST", body: "plain", headers: bearer() })
    ).json()) as { file: { id: string } };
    const path = `/rooms/described/files/${file.id}`;
    const tag = (await at(path, { headers: bearer() })).headers.get("ETag") ?? "";
    for (const [headers, status] of [
      [{}, 200],
      [{ Range: "bytes=1-2" }, 206],
      [{ "If-None-Match": tag }, 304],
      [{ "If-Match": '"other"' }, 412],
      [{ Range: "bytes=9-" }, 416],
    ] as const) {
      expect((await at(path, { headers: { ...bearer(), ...headers } })).status).toBe(status);
      expect(described("/rooms/{room}/files/{file}")).toHaveProperty(String(status));
    }
  });

  it("describes what a client generated for a browser can send", () => {
    const text = JSON.stringify(api);
    // A browser sets these itself, and forbids scripts to do so (Fetch, "forbidden request-header").
    expect(text).not.toMatch(/"name":"(?:Content-Length|Host|Origin|Cookie2?)","in":"header"/i);
    const upload = api.paths["/api/rooms/{room}/files"]?.post as { requestBody?: unknown } | undefined;
    expect(upload?.requestBody).toMatchObject({
      content: { "application/octet-stream": { schema: { type: "string", format: "binary" } } },
    });
  });

  it("contains every operation that is tested here", () => {
    const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
      Object.keys(methods)
        .filter((method) => ["get", "post", "put", "patch", "delete"].includes(method))
        .map((method) => `${method} ${path}`),
    );
    expect(new Set(REQUESTS.map(([operation]) => operation))).toEqual(new Set(operations));
  });
});
