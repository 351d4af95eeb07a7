/** What to say, and what to do, when the room did not let one in. */
import type { ErrorCode } from "../../protocol/errors.ts";
import { useRoom } from "./room-context.ts";

interface Words {
  title: string;
  text: string;
}

const WORDS: Partial<Record<ErrorCode, Words>> = {
  room_full: {
    title: "This room is full",
    text: "It holds as many people as it can. The page keeps asking, so you may simply wait.",
  },
  banned: { title: "You cannot come in", text: "Somebody who looks after this room has closed it to you." },
  forbidden: { title: "This room is private", text: "You need an invitation from somebody who is in it." },
  not_found: { title: "This room was deleted", text: "Its owner has ended it, and nothing of it is kept." },
  rate_limited: { title: "That was a little fast", text: "The page tries again in a moment." },
};

/** Fills the place of the conversation: for a room one has not seen yet. */
export function RefusedState({ code, message }: { code: ErrorCode | undefined; message: string }) {
  const { room } = useRoom();
  const { title, text } = wordsFor(code, message);
  return (
    <div class="list">
      <div class="list-content measure">
        <div class="state" role="alert">
          <h2>{title}</h2>
          <p>{text}</p>
          <button type="button" class="button" onClick={() => room.connect()}>
            Try again
          </button>
        </div>
      </div>
    </div>
  );
}

/** Stands above the composer, where the conversation so far can still be read. */
export function RefusedNotice() {
  const { room } = useRoom();
  const state = room.connection.state.value;
  if (state.kind !== "refused" || !room.opened.value) return null;
  const { title, text } = wordsFor(state.code, state.message);
  return (
    <div class="measure">
      <div class="notice" role="alert">
        <span>
          <strong>{title}.</strong> {text}
        </span>
        <button type="button" class="link-button" onClick={() => room.connect()}>
          Try again
        </button>
      </div>
    </div>
  );
}

const wordsFor = (code: ErrorCode | undefined, message: string): Words =>
  (code && WORDS[code]) ?? { title: "The room did not let you in", text: message };
