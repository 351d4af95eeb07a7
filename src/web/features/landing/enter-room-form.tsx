/** The form that opens a room by its name or address. */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import {
  parseRoomName,
  ROOM_NAME_LENGTH,
  type RoomNameFault,
  type RoomNameResult,
  roomNameFromPath,
  roomPath,
} from "../../../shared/room-name.ts";
import { landingWords } from "../../i18n/landing/index.ts";
import { isolate } from "../../i18n/names.ts";
import { formatNumber } from "../../i18n/plural.ts";

interface EnterRoomFormProps {
  /** Opens a path of this server. */
  navigate(path: string): void;
  /** Offers a new room. */
  newRoom: ComponentChildren;
}

export function EnterRoomForm({ navigate, newRoom }: EnterRoomFormProps) {
  const input = useRef<HTMLInputElement>(null);
  const text = useSignal("");
  const isSubmitted = useSignal(false);
  const { parsed: result, path } = readRoomAddress(text.value);
  const problem =
    !result.ok && (isSubmitted.value || text.value.trim() !== "") ? problemOf(result.fault) : undefined;

  const words = landingWords();

  const enter = () => {
    if (path !== undefined) return navigate(path);
    isSubmitted.value = true;
    input.current?.focus();
  };

  return (
    <div class="enter-room-frame">
      <form
        class="enter-room"
        onSubmit={(event) => {
          event.preventDefault();
          enter();
        }}
      >
        <label class="enter-room-label" for="room-name">
          {words.question}
        </label>
        <div class="enter-room-row">
          <div class="enter-room-address" dir="ltr">
            <span class="enter-room-prefix" aria-hidden="true">
              /rooms/
            </span>
            <input
              ref={input}
              id="room-name"
              value={text.value}
              placeholder={words.example}
              autocomplete="off"
              autocapitalize="none"
              spellcheck={false}
              enterkeyhint="go"
              aria-invalid={problem !== undefined}
              aria-describedby="room-name-note"
              onInput={(event) => {
                text.value = event.currentTarget.value;
                isSubmitted.value = false;
              }}
            />
          </div>
          <button type="submit" class="button primary">
            {words.open}
          </button>
        </div>
        <p
          id="room-name-note"
          class="enter-room-note"
          data-problem={problem !== undefined || undefined}
          role="status"
        >
          {problem ?? (result.ok ? normalizedNote(text.value, result.name) : "")}
        </p>
      </form>
      {newRoom}
    </div>
  );
}

/** Shows the normalized name if it differs from what was typed. */
const normalizedNote = (text: string, name: string): string =>
  text === name ? "" : landingWords().normalizedName(isolate(name));

function problemOf(fault: RoomNameFault): string {
  const { empty, too_long, characters } = landingWords().nameErrors;
  return { empty, characters, too_long: too_long(formatNumber(ROOM_NAME_LENGTH)) }[fault];
}

/**
 * Reads what was typed or pasted: `general`, `/rooms/general`, `example.com/rooms/general` or
 * `https://example.com/rooms/general?m=12`.
 *
 * @returns the room name or its fault, and the path to open; the query of an address is kept: an invite, a message
 */
function readRoomAddress(text: string): { parsed: RoomNameResult; path: string | undefined } {
  const address = /^(?:\S+:\/\/)?[^\s/]*(\/rooms\/[^\s?#]+)(\?[^\s#]*)?/.exec(text.trim());
  if (address !== null) {
    const parsed = roomNameFromPath(address[1] ?? "");
    if (parsed.ok) return { parsed, path: roomPath(parsed.name) + (address[2] ?? "") };
  }
  const parsed = parseRoomName(text);
  return { parsed, path: parsed.ok ? roomPath(parsed.name) : undefined };
}
