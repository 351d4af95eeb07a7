/** What is said seldom, and by parts of the room page that load after the first messages. */
import { dictionary } from "../dictionary.ts";
import type { LateWords } from "./en.ts";

export const lateWords = dictionary<LateWords>({
  en: () => import("./en.ts"),
  de: () => import("./de.ts"),
  ar: () => import("./ar.ts"),
});
