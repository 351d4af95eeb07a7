/** Texts of the check that the user is a person. */
import { dictionary } from "../dictionary.ts";
import type { VerificationWords } from "./en.ts";

export const verificationWords = dictionary<VerificationWords>({
  en: () => import("./en.ts"),
  de: () => import("./de.ts"),
  ar: () => import("./ar.ts"),
});
