/** Texts of the network inspector. */
import { dictionary } from "../dictionary.ts";
import type { InspectorWords } from "./en.ts";

export const inspectorWords = dictionary<InspectorWords>({
  en: () => import("./en.ts"),
  de: () => import("./de.ts"),
  ar: () => import("./ar.ts"),
});
