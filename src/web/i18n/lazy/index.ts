/** Texts of the room page that load after the first messages. */
import { dictionary } from "../dictionary.ts";
import type { LazyWords } from "./en.ts";

export const lazyWords = dictionary<LazyWords>({
  en: () => import("./en.ts"),
  de: () => import("./de.ts"),
  ar: () => import("./ar.ts"),
});
