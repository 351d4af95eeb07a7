/** The words of attached files, but for those that every message with a file needs. */
import { dictionary } from "../dictionary.ts";
import type { FileWords } from "./en.ts";

export const fileWords = dictionary<FileWords>({
  en: () => import("./en.ts"),
  de: () => import("./de.ts"),
  ar: () => import("./ar.ts"),
});
