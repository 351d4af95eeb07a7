/** Texts of the dialog about the user's devices. */
import { dictionary } from "../dictionary.ts";
import type { DeviceWords } from "./en.ts";

export const deviceWords = dictionary<DeviceWords>({
  en: () => import("./en.ts"),
  de: () => import("./de.ts"),
  ar: () => import("./ar.ts"),
});
