/**
 * Prints all loaded messages, where the screen renders only those in view, and says if they are not the whole room.
 */
import { options } from "preact";
import type { RoomClient } from "../../../core/room-client.ts";
import { dialogWords } from "../../../i18n/dialogs/index.ts";
import type { ScrollAnchor } from "../../context/message-list.ts";

/**
 * @param room the room that is open at that time
 * @param list its message list
 */
export function preparePrinting(
  room: () => RoomClient | undefined,
  list: () => ScrollAnchor | undefined,
): void {
  let hasWords = false;
  dialogWords.load().then(
    () => {
      hasWords = true;
    },
    () => undefined,
  );
  addEventListener("beforeprint", () => {
    // The browser prints the page as it is when this returns.
    const later = options.debounceRendering;
    options.debounceRendering = (render) => render();
    list()?.rows.showAll();
    options.debounceRendering = later;
    const timeline = room()?.timeline;
    const isPart = timeline?.hasOlder.peek() === true || timeline?.hasNewer.peek() === true;
    const element = document.querySelector<HTMLElement>(".list");
    if (isPart && hasWords && element !== null) element.dataset.printNote = dialogWords().printedPartially;
  });
  addEventListener("afterprint", () => {
    delete document.querySelector<HTMLElement>(".list")?.dataset.printNote;
    list()?.rows.reset();
    list()?.settle();
  });
}
