/** The message that this one replies to, as a link above it. */
import type { Quoted } from "../../../core/messages/quotes.ts";
import { previewText } from "../../../core/text/plain-text.ts";
import { words } from "../../../i18n/room/index.ts";
import { useRoom } from "../../context/room-context.ts";
import { goToMessage } from "../list/go-to-message.ts";

/** The most of it that is rendered, in UTF-16 code units; the line cuts it off. */
const MAX_LENGTH = 160;

export function Quote({ seq }: { seq: number }) {
  const context = useRoom();
  const quoted = context.room.quotes.find(seq);
  if (quoted === "gone") return <p class="quote">{words().reply.originalGone}</p>;
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

/** The author and the beginning of the text. */
export function QuotedLine({ quoted }: { quoted: Exclude<Quoted, "gone"> }) {
  const { people } = useRoom().room;
  if (quoted === undefined) return <span>…</span>;
  return (
    <>
      <span class="hidden-visually">{words().reply.inReplyTo} </span>
      <bdi class="quote-author">{people.labelOf(quoted.from)}</bdi>{" "}
      <span dir="auto">
        {quoted.deleted
          ? words().message.deleted
          : previewText(quoted).slice(0, MAX_LENGTH).replace(/\s+/g, " ")}
      </span>
    </>
  );
}
