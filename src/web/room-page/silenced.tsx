/** Above the composer: why one may read and not write. Loads late, see late-parts.ts. */
import { lateWords } from "../words/late/index.ts";
import { words } from "../words/room/index.ts";
import { useRoom } from "./room-context.ts";

export function SilencedNotice({ why }: { why: "locked" | "muted" }) {
  const { dialogs } = useRoom();
  return (
    <div class="notice quiet">
      <span>{lateWords().silenced[why]}</span>
      <button
        type="button"
        class="link-button"
        aria-haspopup="dialog"
        onClick={() => {
          dialogs.open.value = "about";
        }}
      >
        {words().header.aboutThis}
      </button>
    </div>
  );
}
