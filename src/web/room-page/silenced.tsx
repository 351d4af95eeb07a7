/** Above the composer: why one may read and not write. */
import { words } from "../words/room/index.ts";
import { useRoom } from "./room-context.ts";

/** Stays there, empty, so that a screen reader hears of it when something changes. */
export function SilencedNotice() {
  const { room, dialogs } = useRoom();
  const why = room.rules.silenced.value;
  return (
    <div class="measure" role="status">
      {why === undefined ? null : (
        <div class="notice quiet">
          <span>{words().silenced[why]}</span>
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
      )}
    </div>
  );
}
