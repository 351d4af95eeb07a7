/** The limits of this deployment, as far as the page needs them. Their defaults are never used directly. */
import { signal } from "@preact/signals";
import { CLIENT_LIMITS, type ClientLimits } from "../../shared/client-limits.ts";

/** The document has those that differ from the defaults, and every `welcome` has them again: a page may stay open for weeks. */
export const limits = signal<ClientLimits>(CLIENT_LIMITS);

/** Takes what the server says its limits are: those that differ from the defaults. */
export function setLimits(differing: Partial<ClientLimits> = {}): void {
  limits.value = { ...CLIENT_LIMITS, ...differing };
}

/** Takes the limits that the document came with. */
export function setLimitsFromDocument({ dataset }: HTMLElement = document.documentElement): void {
  setLimits(JSON.parse(dataset.limits ?? "{}"));
}
