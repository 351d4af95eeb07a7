/** The focus in the message list. */
import { sharedServer as server } from "./shared-server.ts";
import { Visitor } from "./visitor.ts";

/** The focused element: the text of a message, or the accessible name of another element. */
export const focusedElement = ({ page }: Visitor) =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (element === document.body) return "nothing";
    if (element?.matches(".line")) return `line: ${element.querySelector(".text")?.textContent}`;
    return element?.getAttribute("aria-label") ?? element?.textContent ?? "";
  });

/** A visitor alone in a room with their own messages. */
export async function openRoomWith(room: string, ...texts: string[]): Promise<Visitor> {
  const ada = await Visitor.create();
  await ada.enter(`${server.url}/rooms/${room}`);
  for (const text of texts) {
    await ada.say(text);
    await ada.untilStored(text);
  }
  return ada;
}

/** Moves the focus from the composer to the newest message. */
export async function focusNewest({ composer, page }: Visitor): Promise<void> {
  await composer.press("Shift+Tab");
  await page.keyboard.press("ArrowUp");
  // Message actions load later.
  await page.locator(".line .action-bar").first().waitFor();
}

/** The copied text if everything from the first `from` to the last `to` is selected. */
export const copiedBetween = ({ page }: Visitor, from: string, to: string) =>
  page.evaluate(
    ([from, to]) => {
      const list = document.querySelector(".rows");
      if (list === null) throw new Error("no messages");
      const walker = document.createTreeWalker(list, NodeFilter.SHOW_TEXT);
      const texts: Text[] = [];
      while (walker.nextNode()) texts.push(walker.currentNode as Text);
      const first = texts.find(({ data }) => data.includes(from));
      const last = texts.findLast(({ data }) => data.includes(to));
      if (first === undefined || last === undefined) throw new Error("no such text");
      const selection = getSelection();
      selection?.setBaseAndExtent(first, first.data.indexOf(from), last, last.data.indexOf(to) + to.length);
      const clipboardData = new DataTransfer();
      const event = new ClipboardEvent("copy", { clipboardData, bubbles: true, cancelable: true });
      document.body.dispatchEvent(event);
      return event.defaultPrevented ? clipboardData.getData("text/plain") : "as selected";
    },
    [from, to] as const,
  );
