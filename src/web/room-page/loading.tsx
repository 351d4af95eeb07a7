/** The shape of a conversation, until there is one. */
import { useRef } from "preact/hooks";
import { useRoom } from "./room-context.ts";

const GROUPS = ["first", "second", "third"];

export function LoadingState() {
  const { room } = useRoom();
  const kind = room.connection.state.value.kind;
  // Once it has failed the page says so until the room opens, and does not flicker with every attempt.
  const failed = useRef(false);
  failed.current ||= kind !== "connecting";
  return (
    <div class="list">
      <div class="list-content measure">
        {!failed.current ? (
          <div class="ghosts" role="img" aria-label="Loading messages">
            {GROUPS.map((group) => (
              <div key={group} class="ghost">
                <i />
                <i />
                <i />
              </div>
            ))}
          </div>
        ) : (
          <div class="state">
            <h2>The room cannot be reached</h2>
            <p>
              {kind === "offline"
                ? "This device is offline. The room opens by itself once there is a network; what you write until then waits here."
                : "The page keeps trying. What you write until then waits here and is sent once."}
            </p>
            <button type="button" class="button" onClick={() => room.connect()}>
              Try now
            </button>
          </div>
        )}
      </div>
    </div>
  );
}
