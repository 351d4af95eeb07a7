/** Texts of the page that signs in a device. */
import { dictionary } from "../dictionary.ts";
import type { SignInWords } from "./en.ts";

export const signInWords = dictionary<SignInWords>({
  en: () => import("./en.ts"),
  de: () => import("./de.ts"),
  ar: () => import("./ar.ts"),
});
