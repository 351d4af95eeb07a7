/** The reference of the API: the AsyncAPI document of the events, and the page at `/api`. */
import { describe, expect, it } from "vitest";
import { PAYLOADS } from "../../src/http/openapi/events/event-schemas.ts";
import type { describeEvents } from "../../src/http/reference/asyncapi.ts";
import { EVENT_EXAMPLES } from "../../src/http/reference/event-examples.ts";
import { endpoints } from "../../src/http/rooms/event-endpoints.ts";
import { LIMITS } from "../../src/shared/limits.ts";
import { check, schemasFor } from "../../src/shared/validation/schemas.ts";
import { send } from "./app.ts";

/** What a JSON Pointer selects. */
const select = (document: unknown, reference: string): unknown =>
  reference
    .slice(2)
    .split("/")
    .reduce<unknown>((part, key) => Object(part)[key.replace(/~1/g, "/").replace(/~0/g, "~")], document);

describe("the AsyncAPI document", () => {
  it("has every event, and every reference in it leads somewhere", async () => {
    const response = await send("/api/asyncapi.json");
    expect(response.headers.get("Content-Type")).toContain("application/json");
    const document = (await response.json()) as ReturnType<typeof describeEvents>;
    expect(document).toMatchObject({ asyncapi: "3.0.0", servers: { rooms: { host: "chat.example" } } });
    const names = Object.keys(document.components.messages);
    for (const event of Object.keys(PAYLOADS)) expect(names).toContain(event);
    for (const event of ["welcome", "batch", "goodbye"]) expect(names).toContain(`server.${event}`);
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, found]) => found);
    expect(references.length).toBeGreaterThan(100);
    for (const reference of new Set(references))
      expect(select(document, reference as string), reference).toBeTypeOf("object");
    // Draft 7 has no `prefixItems`.
    expect(JSON.stringify(document)).not.toContain("prefixItems");
  });

  it("has examples that the server accepts", () => {
    const schemas = schemasFor(LIMITS);
    for (const [name, { payload }] of Object.entries(EVENT_EXAMPLES)) {
      const schema = schemas[PAYLOADS[name as keyof typeof PAYLOADS]];
      expect(check<unknown>(schema, payload), name).toMatchObject({ ok: true });
    }
  });
});

describe("the page of the reference", () => {
  it("shows every operation and event, with samples, and needs no script", async () => {
    const response = await send("/api");
    expect(response.status).toBe(200);
    expect(response.headers.get("Content-Security-Policy")).toContain("script-src 'self'");
    const page = await response.text();
    expect(page).not.toMatch(/<script|<style| style=|https?:\/\/[^"]*\.(?:js|css)/);
    for (const { operationId } of endpoints()) expect(page).toContain(`<article id="${operationId}">`);
    for (const event of Object.keys(EVENT_EXAMPLES)) expect(page).toContain(`<article id="event-${event}">`);
    expect(page).toContain("socket.timeout(10_000).emitWithAck(&quot;message:send&quot;");
    expect(page).toContain(
      "await sio.call(&quot;member:ban&quot;, {&quot;id&quot;: &quot;0a1b2c3d4e5f&quot;, &quot;on&quot;: True}",
    );
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(ids.length).toBe(new Set(ids).size);
    const targets = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(targets.filter((target) => !ids.includes(target))).toEqual([]);
  });
});
