/** Says how much arrived below, while the reader is further up. */
import { DownIcon } from "../look/icons.tsx";
import { counted } from "../words/plural.ts";
import { words } from "../words/room/index.ts";
import { goToNewest } from "./go-to-message.ts";
import { withKey } from "./key-tip.ts";
import { useRoom } from "./room-context.ts";

export function NewMessagesPill({ then }: { then: () => void }) {
  const context = useRoom();
  const { follow, unseen } = context;
  if (follow.atEnd.value) return null;
  const count = unseen.count.value;
  return (
    <div class="pill">
      <button
        type="button"
        class={count > 0 ? "button primary" : "button"}
        title={withKey(words().list.newest, "Esc")}
        onClick={() => {
          goToNewest(context);
          then();
        }}
      >
        <DownIcon />
        {count === 0 ? words().list.newest : counted(words().list.newMessages, count)}
      </button>
    </div>
  );
}
