/** The message tools, in a chunk of their own: the first messages show without them. */
import { LazyModule } from "../../../core/lazy-module.ts";
import { withWords } from "../../../i18n/dictionary.ts";
import { lazyWords } from "../../../i18n/lazy/index.ts";
import { withStyles } from "../../../ui/lazy-styles.ts";

export const messageTools = new LazyModule(() =>
  withStyles(withWords(import("./message-tools.ts"), lazyWords)),
);
