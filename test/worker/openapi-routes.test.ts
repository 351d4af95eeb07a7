/** The OpenAPI document, compared with the routes. The integration tests compare the responses. */
import { expect, it } from "vitest";
import { describeApi } from "../../src/http/openapi/document.ts";
import { operatorApi } from "../../src/http/operator/operator-api.ts";
import { LIMITS } from "../../src/shared/limits.ts";
import { app } from "../../src/worker.ts";

const METHODS = new Set(["GET", "POST", "PUT", "PATCH", "DELETE"]);

/** Routes of the API, and of files. */
const isForPrograms = (path: string) => path.startsWith("/api/") || path.startsWith("/rooms/:room/files/");

it("describes every route of the API, and no other", () => {
  const routed = [...app.routes, ...operatorApi.routes]
    .filter(({ method, path }) => METHODS.has(method) && isForPrograms(path))
    .map(
      ({ method, path }) =>
        `${method} ${path.replace("/files/:id", "/files/:file").replace(/:(\w+)/g, "{$1}")}`,
    );
  const described = Object.entries(describeApi(LIMITS).paths).flatMap(([path, operations]) =>
    Object.keys(operations)
      .map((key) => key.toUpperCase())
      .filter((method) => METHODS.has(method))
      .map((method) => `${method} ${path}`),
  );
  expect(new Set(described)).toEqual(new Set(routed));
  expect(described.length).toBe(new Set(described).size);
});
