/** The messages to show before the room answers: from the page's HTML, else from this device. */
import type { Message } from "../../../shared/contract/message.ts";
import { type PagePreview, PREVIEW_ELEMENT } from "../../../shared/contract/page-preview.ts";
import { savedMessages } from "../../storage/saved-messages.ts";

/** Ascending by `seq`. Stored messages may be outdated: the room's welcome replaces them. */
export type FirstMessages = PagePreview | { messages: readonly Message[] };

/** Returns no messages on a first visit without messages in the HTML. */
export async function firstMessages(room: string): Promise<FirstMessages> {
  const sent = document.getElementById(PREVIEW_ELEMENT)?.textContent;
  if (sent === undefined || sent === null) return { messages: await savedMessages(room) };
  return JSON.parse(sent) as PagePreview;
}
