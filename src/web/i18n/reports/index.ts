/** Texts of reports of messages. */
import { dictionary } from "../dictionary.ts";
import type { ReportWords } from "./en.ts";

export const reportWords = dictionary<ReportWords>({
  en: () => import("./en.ts"),
  de: () => import("./de.ts"),
  ar: () => import("./ar.ts"),
});
