/** Texts of the dialogs that open from the room menu or by a keyboard shortcut. */
import { dictionary } from "../dictionary.ts";
import type { DialogWords } from "./en.ts";

export const dialogWords = dictionary<DialogWords>({
  en: () => import("./en.ts"),
  de: () => import("./de.ts"),
  ar: () => import("./ar.ts"),
});
