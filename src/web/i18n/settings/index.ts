/** Texts of the room settings and of profiles. */
import { dictionary } from "../dictionary.ts";
import type { SettingsWords } from "./en.ts";

export const settingsWords = dictionary<SettingsWords>({
  en: () => import("./en.ts"),
  de: () => import("./de.ts"),
  ar: () => import("./ar.ts"),
});
