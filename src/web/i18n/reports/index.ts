/** Texts of reports of messages. */
import type { ReportReason } from "../../../shared/contract/settings.ts";
import { dictionary } from "../dictionary.ts";
import type { ReportWords } from "./en.ts";

export const reportWords = dictionary<ReportWords>({
  en: () => import("./en.ts"),
  de: () => import("./de.ts"),
  ar: () => import("./ar.ts"),
});

/** A reason as the user reads it. */
export const reasonText = (reason: ReportReason): string =>
  reason === "other" ? reportWords().otherReason : reportWords().reasons[reason];
