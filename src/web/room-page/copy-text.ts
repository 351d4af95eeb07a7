/** Copies something, and says whether that worked. */
import { copyToClipboard } from "../device/clipboard.ts";
import { words } from "../words/room/index.ts";
import type { RoomPageContext } from "./room-context.ts";

export async function copyText(
  { toast }: Pick<RoomPageContext, "toast">,
  text: string,
  done: string,
): Promise<void> {
  toast.say((await copyToClipboard(text)) ? done : words().message.notCopied);
}
