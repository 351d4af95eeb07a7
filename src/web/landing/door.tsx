/** The way in: the name of a room, or a new one. */
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { parseRoomName, roomPath } from "../../protocol/room-name.ts";
import { newRoomName } from "./new-room-name.ts";

export function Door({ go }: { go: (path: string) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const spelling = useSignal("");
  const tried = useSignal(false);
  const result = parseRoomName(spelling.value);
  const problem = !result.ok && (tried.value || spelling.value.trim() !== "") ? result.problem : undefined;

  const enter = () => {
    if (result.ok) return go(roomPath(result.name));
    tried.value = true;
    input.current?.focus();
  };

  return (
    <form
      class="door"
      onSubmit={(event) => {
        event.preventDefault();
        enter();
      }}
    >
      <label class="door-label" for="room-name">
        Which room?
      </label>
      <div class="door-row">
        <div class="door-address">
          <span class="door-prefix" aria-hidden="true">
            /rooms/
          </span>
          <input
            ref={input}
            id="room-name"
            value={spelling.value}
            placeholder="general"
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            enterkeyhint="go"
            aria-invalid={problem !== undefined}
            aria-describedby="room-name-note"
            onInput={(event) => {
              spelling.value = event.currentTarget.value;
              tried.value = false;
            }}
          />
        </div>
        <button type="submit" class="button primary">
          Open the room
        </button>
      </div>
      <p
        id="room-name-note"
        class="door-note"
        data-problem={problem !== undefined || undefined}
        role="status"
      >
        {problem ?? (result.ok ? spellingNote(spelling.value, result.name) : "")}
      </p>
      <p class="door-new">
        Or{" "}
        <button type="button" class="link-button" onClick={() => go(roomPath(newRoomName()))}>
          make a new room
        </button>{" "}
        with an address nobody can guess.
      </p>
    </form>
  );
}

/** Shows the spelling that counts where it is another than the one typed. */
const spellingNote = (spelling: string, name: string): string =>
  spelling === name ? "" : `This room is written ${name}`;
