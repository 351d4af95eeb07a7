/** Texts of attachments that are being uploaded or downloaded. */
import { dictionary } from "../dictionary.ts";
import type { FileWords } from "./en.ts";

export const fileWords = dictionary<FileWords>({
  en: () => import("./en.ts"),
  de: () => import("./de.ts"),
  ar: () => import("./ar.ts"),
});
