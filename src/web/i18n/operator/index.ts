/** Texts of the page of operators, and of their sign-in. */
import { dictionary } from "../dictionary.ts";
import type { OperatorWords } from "./en.ts";

export const operatorWords = dictionary<OperatorWords>({
  en: () => import("./en.ts"),
  de: () => import("./de.ts"),
  ar: () => import("./ar.ts"),
});
