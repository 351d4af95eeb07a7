/** What a scenario is. */
import type { Variant } from "../support/fixtures/variants.ts";
import type { Harness, TransportMode } from "./harness.ts";

export interface Scenario {
  /** A sentence about behaviour. */
  name: string;
  /** The server it needs; the one with default options otherwise. */
  server?: Variant;
  /** Over which transports its stock clients connect; all by default. */
  modes?: readonly TransportMode[];
  /** Why the object may not be evicted while this plays; it is evicted at every step otherwise. */
  awake?: string;
  run(harness: Harness): Promise<void>;
}

/** Scenarios without stock clients. */
export const raw = (scenarios: Omit<Scenario, "carriers">[]): Scenario[] =>
  scenarios.map((scenario) => ({ ...scenario, modes: ["raw"] }));
