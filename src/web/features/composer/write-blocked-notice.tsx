/** Above the composer: why one may read and not write. Loads late, see late-parts.ts. */
import { lazyWords } from "../../i18n/lazy/index.ts";
import { words } from "../../i18n/room/index.ts";
import { useRoom } from "../context/room-context.ts";

export function WriteBlockedNotice({ why }: { why: "locked" | "muted" }) {
  const { dialogs } = useRoom();
  return (
    <div class="notice quiet">
      <span>{lazyWords().readOnly[why]}</span>
      <button
        type="button"
        class="link-button"
        aria-haspopup="dialog"
        onClick={() => {
          dialogs.open.value = "about";
        }}
      >
        {words().header.aboutRoom}
      </button>
    </div>
  );
}
