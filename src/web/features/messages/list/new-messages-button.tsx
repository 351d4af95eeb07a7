/** Scrolls to the newest message and counts unread ones, while the user is further up. */

import { formatCount } from "../../../i18n/plural.ts";
import { words } from "../../../i18n/room/index.ts";
import { DownIcon } from "../../../ui/icons/icons.tsx";
import { withShortcut } from "../../../ui/keyboard/key-tooltip.ts";
import { useRoom } from "../../context/room-context.ts";
import { goToNewest } from "./go-to-message.ts";

export function NewMessagesButton({ onPress }: { onPress: () => void }) {
  const context = useRoom();
  const { scrollAnchor, unread } = context;
  if (scrollAnchor.atEnd.value) return null;
  const count = unread.count.value;
  return (
    <div class="new-messages">
      <button
        type="button"
        class={count > 0 ? "button primary" : "button"}
        title={withShortcut(words().list.newest, "Esc")}
        onClick={() => {
          goToNewest(context);
          onPress();
        }}
      >
        <DownIcon />
        {count === 0 ? words().list.newest : formatCount(words().list.newMessages, count)}
      </button>
    </div>
  );
}
