/** Where one writes. */
import { useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";
import { LIMITS } from "../../protocol/limits.ts";
import { cleanText } from "../../protocol/text.ts";
import { SendIcon } from "../look/icons.tsx";
import { passes } from "../room/connection-state.ts";
import { goToNewest } from "./go-to-message.ts";
import { useRoom } from "./room-context.ts";
import { TypingLine } from "./typing-line.tsx";

/** From how many characters before the limit on the rest is counted. */
const COUNT_FROM = 200;

export function Composer({ input }: { input: RefObject<HTMLTextAreaElement | null> }) {
  const context = useRoom();
  const { room, draft, follow } = context;
  const text = useSignal(draft.read());
  const rest = LIMITS.textLength - text.value.length;
  const sendable = cleanText(text.value) !== "" && rest >= 0;
  const state = room.connection.state.value;
  const shutOut = state.kind === "refused" && !passes(state.code);
  const you = room.roster.you.value;

  useLayoutEffect(() => {
    if (input.current === null) return;
    fitHeight(input.current);
    follow.settle();
  }, [input, text.value]);

  const write = (value: string) => {
    text.value = value;
    draft.write(value);
    if (value === "") room.typing.stopped();
    else room.typing.typed();
  };
  const send = () => {
    if (!sendable || shutOut) return;
    room.send(cleanText(text.peek()));
    text.value = "";
    draft.write("");
    goToNewest(context);
    input.current?.focus();
  };

  return (
    <form
      class="composer measure"
      aria-label="Write a message"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <TypingLine />
      <div class="composer-box">
        <textarea
          ref={input}
          rows={1}
          value={text.value}
          disabled={shutOut}
          dir="auto"
          enterkeyhint="send"
          placeholder={you === undefined ? `Message ${room.name}` : `Message ${room.name} as ${you.name}`}
          aria-label={`Message ${room.name}`}
          aria-keyshortcuts="Enter"
          aria-describedby="composer-note"
          onInput={(event) => write(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.shiftKey || isComposing(event)) return;
            event.preventDefault();
            send();
          }}
          onBlur={() => room.typing.stopped()}
        />
        <button
          type="submit"
          class="icon-button send"
          aria-label="Send"
          aria-disabled={!sendable}
          title="Send (Enter). Shift+Enter starts a new line."
        >
          <SendIcon />
        </button>
      </div>
      <p id="composer-note" class={rest < 0 ? "composer-hint over" : "composer-hint"} role="status">
        {lengthNote(rest)}
      </p>
    </form>
  );
}

/** Enter also ends the choice of a character in an input method; 229 is how Safari says so. */
const isComposing = (event: KeyboardEvent): boolean => event.isComposing || event.keyCode === 229;

function lengthNote(rest: number): string {
  if (rest < 0) return `${-rest} characters too many: send it in two parts.`;
  return rest <= COUNT_FROM ? `${rest} characters left` : "";
}

/** Measures by letting go of the height for a moment, which may move the list above: its place is taken again after. */
function fitHeight(input: HTMLTextAreaElement): void {
  input.style.height = "auto";
  input.style.height = `${input.scrollHeight}px`;
  input.style.overflowY = input.scrollHeight > input.clientHeight + 1 ? "auto" : "hidden";
}
