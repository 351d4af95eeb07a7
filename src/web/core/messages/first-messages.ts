/** Messages to show before the room has answered: those that came with the page's HTML, else those kept on this device. */
import type { Message } from "../../../shared/contract/message.ts";
import { type PagePreview, PREVIEW_ELEMENT } from "../../../shared/contract/page-preview.ts";
import { savedMessages } from "../../storage/saved-messages.ts";

/** Ascending by `seq`. What is kept may have changed since, so the room's own take its place. */
export type FirstMessages = PagePreview | { messages: readonly Message[] };

/** None where this is the first visit and the room was not asked, or has nothing to show. */
export async function firstMessages(room: string): Promise<FirstMessages> {
  const sent = document.getElementById(PREVIEW_ELEMENT)?.textContent;
  if (sent === undefined || sent === null) return { messages: await savedMessages(room) };
  return JSON.parse(sent) as PagePreview;
}
