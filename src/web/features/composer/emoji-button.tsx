/** Opens the emoji picker from the composer. */
import type { RefObject } from "preact";
import { words } from "../../i18n/room/index.ts";
import { ReactIcon } from "../../ui/icons/icons.tsx";
import { withShortcut } from "../../ui/keyboard/key-tooltip.ts";
import { insertText, keepCaret } from "../../ui/text-field.ts";
import { useRoom } from "../context/room-context.ts";

export function EmojiButton({ input }: { input: RefObject<HTMLTextAreaElement | null> }) {
  const { dialogs, emojiUse, focusComposer } = useRoom();
  const { emoji } = words().composer;
  return (
    <button
      type="button"
      class="icon-button emoji-button"
      aria-label={emoji}
      aria-haspopup="dialog"
      aria-keyshortcuts="Control+E"
      title={withShortcut(emoji, "Ctrl+E")}
      onClick={({ currentTarget }) => {
        const field = input.current;
        if (field === null) return;
        const backToCaret = keepCaret(field);
        dialogs.openEmojiPicker({
          beside: currentTarget,
          restoreFocus() {
            focusComposer();
            backToCaret();
          },
          choose(emoji) {
            emojiUse.record(emoji);
            insertText(field, emoji);
          },
        });
      }}
    >
      <ReactIcon />
    </button>
  );
}
