/** Messages to show before the room has answered: those that came with the page's HTML, else those kept on this device. */
import type { Message } from "../../protocol/message.ts";
import { type PagePreview, PREVIEW_ELEMENT } from "../../protocol/preview.ts";
import { keptMessages } from "./kept-messages.ts";

/** Ascending by `seq`; none where this is the first visit and the room was not asked, or has nothing to show. */
export async function firstMessages(room: string): Promise<readonly Message[]> {
  const sent = document.getElementById(PREVIEW_ELEMENT)?.textContent;
  return sent === undefined || sent === null
    ? keptMessages(room)
    : (JSON.parse(sent) as PagePreview).messages;
}
