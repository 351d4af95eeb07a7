/** The composer tools, in a chunk of their own: writing works without them. */
import { LazyModule } from "../../core/lazy-module.ts";
import { withWords } from "../../i18n/dictionary.ts";
import { lazyWords } from "../../i18n/lazy/index.ts";

export const composerTools = new LazyModule(() => withWords(import("./composer-tools.ts"), lazyWords));
