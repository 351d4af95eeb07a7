/** Says how much arrived below, while the reader is further up. */
import { DownIcon } from "../look/icons.tsx";
import { useRoom } from "./room-context.ts";

export function NewMessagesPill({ then }: { then: () => void }) {
  const { follow, unseen } = useRoom();
  if (follow.atEnd.value) return null;
  const count = unseen.count.value;
  return (
    <div class="pill">
      <button
        type="button"
        class={count > 0 ? "button primary" : "button"}
        onClick={() => {
          follow.toEnd();
          then();
        }}
      >
        <DownIcon />
        {count === 0 ? "Newest messages" : `${count} new ${count === 1 ? "message" : "messages"}`}
      </button>
    </div>
  );
}
