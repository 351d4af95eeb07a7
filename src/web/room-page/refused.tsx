/** What to say, and what to do, when the room did not let one in. */
import type { ErrorCode } from "../../protocol/errors.ts";
import { words } from "../words/room/index.ts";
import { PrivateState } from "./private-state.tsx";
import { useRoom } from "./room-context.ts";

/** Why, as a heading and as a sentence. */
interface Explanation {
  title: string;
  text: string;
}

/** Fills the place of the conversation: for a room one has not seen yet. */
export function RefusedState({ code }: { code: ErrorCode | undefined }) {
  const { room } = useRoom();
  const { title, text } = explain(code);
  if (code === "forbidden") {
    return (
      <div class="list">
        <div class="list-content measure">
          <PrivateState />
        </div>
      </div>
    );
  }
  return (
    <div class="list">
      <div class="list-content measure">
        <div class="state" role="alert">
          <h2>{title}</h2>
          <p>{text}</p>
          <button type="button" class="button" onClick={() => room.connect()}>
            {words().tryAgain}
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
  const { title, text } = explain(state.code);
  return (
    <div class="measure">
      <div class="notice" role="alert">
        <span>
          <strong>{title}.</strong> {text}
        </span>
        <button type="button" class="link-button" onClick={() => room.connect()}>
          {words().tryAgain}
        </button>
      </div>
    </div>
  );
}

function explain(code: ErrorCode | undefined): Explanation {
  const { refused, reasons } = words();
  switch (code) {
    case "room_full":
    case "banned":
    case "forbidden":
    case "not_found":
    case "rate_limited":
      return refused[code];
  }
  const { title, text, unexplained } = refused.other;
  const reason = code && reasons[code];
  return { title, text: reason === undefined ? unexplained : text(reason) };
}
