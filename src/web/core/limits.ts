/** The limits of this deployment that the page needs. The defaults are never used directly. */
import { signal } from "@preact/signals";
import { CLIENT_LIMITS, type ClientLimits } from "../../shared/client-limits.ts";

/** From the document, and from every `welcome`: a page may stay open for weeks. */
export const limits = signal<ClientLimits>(CLIENT_LIMITS);

/** @param differing the limits that differ from the defaults */
export function setLimits(differing: Partial<ClientLimits> = {}): void {
  limits.value = { ...CLIENT_LIMITS, ...differing };
}

/** Sets the limits that the document came with. */
export function setLimitsFromDocument({ dataset }: HTMLElement = document.documentElement): void {
  setLimits(JSON.parse(dataset.limits ?? "{}"));
}
