/** The text of a long message: folded until the user expands it. */
import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { lazyWords } from "../../../i18n/lazy/index.ts";
import { type RoomPageContext, useRoom } from "../../context/room-context.ts";
import { lineAround } from "../list/message-elements.ts";
import { MessageText } from "./message-text.tsx";

/** The expanded rows: a row that is scrolled away and comes back is still expanded. */
const unfolded = new WeakMap<RoomPageContext, Set<string>>();

/** @param seq that of the message; undefined for an unsent message */
export function LongText({ text, row, seq }: { text: string; row: string; seq: number | undefined }) {
  const context = useRoom();
  const open = unfolded.get(context) ?? new Set();
  unfolded.set(context, open);
  const isOpen = useSignal(open.has(row));
  const frame = useRef<HTMLDivElement>(null);
  const top = useRef<number | undefined>(undefined);
  const toggle = () => {
    const line = lineAround(frame.current);
    const list = line?.closest(".list");
    if (line && list) top.current = line.getBoundingClientRect().top - list.getBoundingClientRect().top;
    isOpen.value = !isOpen.value;
    if (isOpen.value) open.add(row);
    else open.delete(row);
  };
  // The message keeps its place, or moves to the top of the view if most of it was above.
  useLayoutEffect(() => {
    if (top.current !== undefined && seq !== undefined)
      context.scrollAnchor.restorePosition({ seq, top: Math.max(8, top.current) });
    top.current = undefined;
  }, [isOpen.value]);
  return (
    <>
      <div
        ref={frame}
        class="long-text"
        data-folded={!isOpen.value || undefined}
        // Expands what the keyboard focuses.
        onFocusIn={({ currentTarget, target }) => {
          const { bottom } = currentTarget.getBoundingClientRect();
          if (!isOpen.value && target instanceof Element && target.getBoundingClientRect().top > bottom - 24)
            toggle();
        }}
      >
        <MessageText text={text} />
      </div>
      <button type="button" class="link-button" aria-expanded={isOpen.value} onClick={toggle}>
        {lazyWords().longText[isOpen.value ? "less" : "more"]}
      </button>
    </>
  );
}
