/** The words of the wire view. */
import { dictionary } from "../dictionary.ts";
import type { WireWords } from "./en.ts";

export const wireWords = dictionary<WireWords>({
  en: () => import("./en.ts"),
  de: () => import("./de.ts"),
  ar: () => import("./ar.ts"),
});
