/** The type of a scenario. */
import type { Variant } from "../support/fixtures/variants.ts";
import type { Harness, TransportMode } from "./harness.ts";

export interface Scenario {
  /** A sentence about behaviour. */
  name: string;
  /** The server it needs; by default the one with default options. */
  server?: Variant;
  /** How its stock clients connect; by default in all ways. */
  modes?: readonly TransportMode[];
  /** Why the object cannot be evicted during this scenario. If unset, it is evicted at every step. */
  awake?: string;
  run(harness: Harness): Promise<void>;
}

/** Scenarios without stock clients. */
export const raw = (scenarios: Omit<Scenario, "carriers">[]): Scenario[] =>
  scenarios.map((scenario) => ({ ...scenario, modes: ["raw"] }));
