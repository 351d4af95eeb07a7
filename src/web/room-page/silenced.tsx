/** Above the composer: why one may read and not write, and what this browser will not keep. */
import { useSignal } from "@preact/signals";
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

/** For a browser that grants the page no storage: said once, before anything can be lost by it. */
export function UnkeptNotice() {
  const { store, draft } = useRoom();
  const understood = useSignal(false);
  const { unkept } = words();
  const text = !store.isDurable ? unkept.text : draft.unkept.value ? unkept.full : undefined;
  if (understood.value || text === undefined) return null;
  return (
    <div class="measure">
      <div class="notice quiet">
        <span>{text}</span>
        <button
          type="button"
          class="link-button"
          onClick={() => {
            understood.value = true;
          }}
        >
          {unkept.understood}
        </button>
      </div>
    </div>
  );
}
