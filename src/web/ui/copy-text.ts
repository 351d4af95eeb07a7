/** Copies something, and says whether that worked. */

import type { RoomPageContext } from "../features/context/room-context.ts";
import { words } from "../i18n/room/index.ts";
import { copyToClipboard } from "./clipboard.ts";

export async function copyText(
  { toast }: Pick<RoomPageContext, "toast">,
  text: string,
  done: string,
): Promise<void> {
  toast.say((await copyToClipboard(text)) ? done : words().message.notCopied);
}
