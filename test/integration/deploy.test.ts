/** `npm run deploy`: the environments of `wrangler.toml`. */
import { execFile } from "node:child_process";
import { cp, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { unstable_readConfig as readConfig } from "wrangler";
import { repository, workers } from "../support/build.ts";

/** What the test reads of a configuration; the types of wrangler leave it open. */
interface Configuration {
  name: string;
  durable_objects: { bindings: { name: string; class_name: string }[] };
  migrations: unknown[];
  r2_buckets: { binding: string; bucket_name: string }[];
  ratelimits: { name: string; namespace_id: string; simple: object }[];
  analytics_engine_datasets: { binding: string; dataset?: string }[];
  version_metadata?: { binding: string };
  assets: object;
  vars: object;
  compatibility_flags: string[];
  upload_source_maps: boolean;
}

/** The bindings of an environment, and what its storage is named. */
function deployment(env: string | undefined) {
  const config: Configuration = readConfig({ config: workers.app, env }, { hideWarnings: true });
  const { durable_objects, r2_buckets, ratelimits, assets, version_metadata, vars } = config;
  return {
    bindings: {
      objects: durable_objects.bindings,
      buckets: r2_buckets.map(({ binding }) => binding),
      rateLimits: ratelimits.map(({ name, simple }) => ({ name, simple })),
      datasets: config.analytics_engine_datasets.map(({ binding }) => binding),
      versionMetadata: version_metadata,
      assets,
      vars,
      migrations: config.migrations,
      flags: config.compatibility_flags,
      sourceMaps: config.upload_source_maps,
    },
    storage: [
      config.name,
      ...r2_buckets.map(({ bucket_name }) => bucket_name),
      ...ratelimits.map(({ namespace_id }) => namespace_id),
      ...config.analytics_engine_datasets.map(({ dataset }) => dataset),
    ],
  };
}

/** What a deployment is built from. */
const COPIED = [
  ...["src", "scripts", "public", "package.json", "package-lock.json", "wrangler.toml"],
  ...["tsconfig.json", "tsconfig.base.json"],
];

test("staging has every binding of production, and storage of its own", () => {
  const [production, staging] = [deployment(undefined), deployment("staging")];
  expect(production.bindings.objects.length).toBeGreaterThan(4);
  expect(staging.bindings).toEqual(production.bindings);
  expect(staging.storage).toHaveLength(production.storage.length);
  expect(staging.storage.filter((name) => production.storage.includes(name))).toEqual([]);
});

test("npm run deploy -- --env staging --dry-run builds it and lists its bindings", async () => {
  // Of a copy: it builds the page, which other tests use.
  const folder = await mkdtemp(join(tmpdir(), "socket-rocket-staging-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const name of COPIED) await cp(join(repository, name), join(folder, name), { recursive: true });
  await symlink(join(repository, "node_modules"), join(folder, "node_modules"));
  const { stdout, stderr } = await promisify(execFile)(
    "npm",
    ["run", "deploy", "--", "--env", "staging", "--dry-run"],
    { cwd: folder, maxBuffer: 2 ** 24 },
  );
  const { objects, buckets, rateLimits } = deployment("staging").bindings;
  const names = [...objects, ...rateLimits].map(({ name }) => name);
  for (const name of [...names, ...buckets]) expect(stdout).toContain(`env.${name} (`);
  expect(stdout).toContain("socket-rocket-files-staging");
  expect(stdout).toContain("--dry-run: exiting now.");
  expect(`${stdout}${stderr}`).not.toMatch(/WARNING|ERROR/);
});
