/** Replaces `window`, `document` and `navigator` with event targets, for tests in Node. */
import { vi } from "vitest";

export class PageEvents {
  readonly window = new EventTarget();
  readonly document = Object.assign(new EventTarget(), { visibilityState: "visible" });
  readonly navigator = { onLine: true };

  /** Stubs the globals until `vi.unstubAllGlobals()`. */
  constructor() {
    vi.stubGlobal("addEventListener", this.window.addEventListener.bind(this.window));
    vi.stubGlobal("document", this.document);
    vi.stubGlobal("navigator", this.navigator);
  }
}
