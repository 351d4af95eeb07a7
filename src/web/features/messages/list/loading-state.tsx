/** A skeleton of the conversation while it loads. */
import { useRef } from "preact/hooks";
import { words } from "../../../i18n/room/index.ts";
import { useRoom } from "../../context/room-context.ts";

const GROUPS = ["first", "second", "third"];

export function LoadingState() {
  const { room } = useRoom();
  const kind = room.connection.state.value.kind;
  const { loading } = words();
  // After a failure the message stays until the room opens, so that it does not flicker with each attempt.
  const failed = useRef(false);
  failed.current ||= kind !== "connecting" && kind !== "live";
  return (
    <div class="list">
      <div class="list-content measure">
        {!failed.current ? (
          <div class="skeletons" role="img" aria-label={loading.label}>
            {GROUPS.map((group) => (
              <div key={group} class="skeleton">
                <i />
                <i />
                <i />
              </div>
            ))}
          </div>
        ) : (
          <div class="state">
            <h2>{loading.unreachable}</h2>
            <p>{kind === "offline" ? loading.offline : loading.trying}</p>
            <button type="button" class="button" onClick={() => room.connect()}>
              {loading.tryNow}
            </button>
          </div>
        )}
      </div>
    </div>
  );
}
