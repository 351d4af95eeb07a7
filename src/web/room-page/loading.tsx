/** The shape of a conversation, until there is one. */
import { useRoom } from "./room-context.ts";

const GROUPS = ["first", "second", "third"];

export function LoadingState() {
  const { room } = useRoom();
  const kind = room.connection.state.value.kind;
  return (
    <div class="list">
      <div class="list-content measure">
        {kind === "connecting" ? (
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
