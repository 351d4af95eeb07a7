/** Requests of an operator's page, where the answer is lost or the server fails. */
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { failure } from "../../../src/shared/contract/errors.ts";
import { OperatorRequests } from "../../../src/web/features/operator/operator-requests.ts";
import { operatorWords } from "../../../src/web/i18n/operator/index.ts";

const answered = (status: number, body: object) => async () => new Response(JSON.stringify(body), { status });

const FAILURES: [what: string, fetch: () => Promise<Response>][] = [
  ["fails", answered(500, failure("internal", "The server failed."))],
  ["does not answer", () => Promise.reject(new TypeError("no network"))],
];

beforeAll(() => operatorWords.load());
afterEach(() => void vi.unstubAllGlobals());

describe.each(FAILURES)("a server that %s", (_, fetch) => {
  it("may have done what it was to do, and the operator is told so", async () => {
    vi.stubGlobal("fetch", fetch);
    expect(await new OperatorRequests().send("POST", "/rooms/lab/close", { on: true })).toEqual({
      ok: false,
      error: { code: "outcome_unknown", message: operatorWords().outcomeUnknown },
    });
  });

  it("is said to have failed where something was only read", async () => {
    vi.stubGlobal("fetch", fetch);
    expect(await new OperatorRequests().get("/rooms")).toMatchObject({ error: { code: "internal" } });
  });
});

it("an act that the server refused was not done", async () => {
  vi.stubGlobal("fetch", answered(403, failure("forbidden", "A moderator may not do this.")));
  const refused = await new OperatorRequests().send("DELETE", "/rooms/lab");
  expect(refused).toMatchObject({ error: { code: "forbidden" } });
});
