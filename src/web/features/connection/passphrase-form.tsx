/** The passphrase form of a private room. */
import { useSignal, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { lazyWords } from "../../i18n/lazy/index.ts";
import { useRoom } from "../context/room-context.ts";

export function PassphraseForm() {
  const { room } = useRoom();
  const input = useRef<HTMLInputElement>(null);
  // The field keeps the passphrase that was tried after a network error in between.
  const typed = useSignal(room.passphraseTried.peek() ?? "");
  const { access } = lazyWords();
  const isTrying = room.connection.state.value.kind === "connecting";
  const isWrong =
    !isTrying && room.passphraseTried.value !== undefined && room.passphraseTried.value === typed.value;
  useSignalEffect(() => {
    // Selects the passphrase so that it can be corrected.
    if (room.connection.state.value.kind === "refused" && room.passphraseTried.peek() !== undefined)
      input.current?.select();
  });
  return (
    <form
      class="passphrase"
      onSubmit={(event) => {
        event.preventDefault();
        room.tryPassphrase(typed.peek());
      }}
    >
      <label for="passphrase">{access.passphrase}</label>
      <div class="settings-field">
        <input
          ref={input}
          id="passphrase"
          class="field"
          type="password"
          dir="auto"
          value={typed.value}
          maxLength={128}
          required
          autocomplete="off"
          aria-invalid={isWrong}
          aria-describedby="passphrase-problem"
          onInput={({ currentTarget }) => {
            typed.value = currentTarget.value;
          }}
        />
        <button type="submit" class="button primary" aria-disabled={isTrying}>
          {access.join}
        </button>
      </div>
      <p id="passphrase-problem" class="field-error" role="alert">
        {isWrong ? access.wrongPassphrase : ""}
      </p>
    </form>
  );
}
