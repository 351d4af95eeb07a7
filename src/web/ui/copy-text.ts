/** Copies something, and says whether that worked. */
import { words } from "../i18n/room/index.ts";
import { copyToClipboard } from "./clipboard.ts";
import type { Toast } from "./toast.tsx";

export async function copyText({ toast }: { toast: Toast }, text: string, done: string): Promise<void> {
  toast.say((await copyToClipboard(text)) ? done : words().message.notCopied);
}
