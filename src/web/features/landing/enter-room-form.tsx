/** The way in: the name of a room, or a new one. */
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { ROOM_NAME_LENGTH, type RoomNameFault } from "../../../shared/room-name.ts";
import { landingWords } from "../../i18n/landing/index.ts";
import { isolate } from "../../i18n/names.ts";
import { formatNumber } from "../../i18n/plural.ts";
import { NewRoom } from "./new-room.tsx";
import { readRoomAddress } from "./room-address.ts";

export function EnterRoomForm({ go }: { go: (path: string) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const spelling = useSignal("");
  const tried = useSignal(false);
  const { parsed: result, path } = readRoomAddress(spelling.value);
  const problem =
    !result.ok && (tried.value || spelling.value.trim() !== "") ? problemOf(result.fault) : undefined;

  const words = landingWords();

  const enter = () => {
    if (path !== undefined) return go(path);
    tried.value = true;
    input.current?.focus();
  };

  return (
    <div class="door-frame">
      <form
        class="door"
        onSubmit={(event) => {
          event.preventDefault();
          enter();
        }}
      >
        <label class="door-label" for="room-name">
          {words.question}
        </label>
        <div class="door-row">
          <div class="door-address" dir="ltr">
            <span class="door-prefix" aria-hidden="true">
              /rooms/
            </span>
            <input
              ref={input}
              id="room-name"
              value={spelling.value}
              placeholder={words.example}
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
            {words.open}
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
      </form>
      <NewRoom go={go} />
    </div>
  );
}

/** Shows the spelling that counts where it is another than the one typed. */
const spellingNote = (spelling: string, name: string): string =>
  spelling === name ? "" : landingWords().normalizedName(isolate(name));

function problemOf(fault: RoomNameFault): string {
  const { empty, too_long, characters } = landingWords().nameErrors;
  switch (fault) {
    case "empty":
      return empty;
    case "too_long":
      return too_long(formatNumber(ROOM_NAME_LENGTH));
    case "characters":
      return characters;
  }
}
