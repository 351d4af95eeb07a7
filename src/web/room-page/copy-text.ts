/** Copies something, and says whether that worked. */
import { words } from "../words/room/index.ts";
import type { RoomPageContext } from "./room-context.ts";

export async function copyText(
  { toast }: Pick<RoomPageContext, "toast">,
  text: string,
  done: string,
): Promise<void> {
  const copied = await navigator.clipboard.writeText(text).then(
    () => true,
    () => false,
  );
  toast.say(copied ? done : words().message.notCopied);
}
