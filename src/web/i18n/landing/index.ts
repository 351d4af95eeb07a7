/** Texts of the front page. */
import { dictionary } from "../dictionary.ts";
import type { LandingWords } from "./en.ts";

export const landingWords = dictionary<LandingWords>({
  en: () => import("./en.ts"),
  de: () => import("./de.ts"),
  ar: () => import("./ar.ts"),
});
