/** The check that a user is a person, in a chunk of its own: only deployments with Turnstile need it. */
import { LazyModule } from "../../core/lazy-module.ts";
import { withWords } from "../../i18n/dictionary.ts";
import { verificationWords } from "../../i18n/verification/index.ts";

export const verifyPerson = new LazyModule(() => withWords(import("./verify-person.tsx"), verificationWords));
