/** The door of a private room: what opens it, and a place to type the passphrase. */
import { useSignal } from "@preact/signals";
import { words } from "../words/room/index.ts";
import { useRoom } from "./room-context.ts";

export function PrivateState() {
  const { room } = useRoom();
  const typed = useSignal("");
  const { refused, door } = words();
  return (
    <form
      class="state"
      onSubmit={(event) => {
        event.preventDefault();
        room.knock(typed.peek());
      }}
    >
      <h2>{refused.forbidden.title}</h2>
      <p role="alert">{room.knocked.value && typed.value === "" ? door.wrong : refused.forbidden.text}</p>
      <label for="passphrase">{door.passphrase}</label>
      <div class="settings-field">
        <input
          id="passphrase"
          class="field"
          type="password"
          dir="auto"
          value={typed.value}
          maxLength={128}
          required
          autocomplete="off"
          onInput={({ currentTarget }) => {
            typed.value = currentTarget.value;
          }}
        />
        <button type="submit" class="button primary">
          {door.enter}
        </button>
      </div>
    </form>
  );
}
