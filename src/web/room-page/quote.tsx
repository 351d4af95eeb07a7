/** What a message answers, in a line above it that leads there. */
import type { Quoted } from "../room/quotes.ts";
import { gistOf } from "../text/gist.ts";
import { words } from "../words/room/index.ts";
import { goToMessage } from "./go-to-message.ts";
import { useRoom } from "./room-context.ts";

/** How much of it is shown, in UTF-16 code units; the line cuts it where it ends. */
const LONGEST = 160;

export function Quote({ seq }: { seq: number }) {
  const context = useRoom();
  const quoted = context.room.quotes.find(seq);
  if (quoted === "gone") return <p class="quote">{words().reply.gone}</p>;
  return (
    <button
      type="button"
      class="quote"
      title={words().reply.goTo}
      onClick={() => void goToMessage(context, seq)}
    >
      <QuotedLine quoted={quoted} />
    </button>
  );
}

/** Its author and its beginning. */
export function QuotedLine({ quoted }: { quoted: Exclude<Quoted, "gone"> }) {
  const { company } = useRoom().room;
  if (quoted === undefined) return <span>…</span>;
  return (
    <>
      <span class="hidden-visually">{words().reply.inReplyTo} </span>
      <bdi class="quote-author">{company.labelled(quoted.from)}</bdi>{" "}
      <span dir="auto">
        {quoted.deleted ? words().message.deleted : gistOf(quoted).slice(0, LONGEST).replace(/\s+/g, " ")}
      </span>
    </>
  );
}
