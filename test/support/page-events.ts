/** The part of a page that the room's client listens to, for tests in plain Node. */
import { vi } from "vitest";

/** Stands in for the window and the document; `network` and `visibility` are what the page is told. */
export class PageEvents {
  readonly window = new EventTarget();
  readonly document = Object.assign(new EventTarget(), { visibilityState: "visible" });
  readonly navigator = { onLine: true };

  /** Puts them in the place of the browser's own, until `vi.unstubAllGlobals()`. */
  constructor() {
    vi.stubGlobal("addEventListener", this.window.addEventListener.bind(this.window));
    vi.stubGlobal("document", this.document);
    vi.stubGlobal("navigator", this.navigator);
  }
}
