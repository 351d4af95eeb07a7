/** The height of a message's row before it is measured. */
import { isLong, LINE_CHARACTERS, linesOf } from "../../../../shared/text/long-text.ts";
import type { Row } from "../../../core/messages/message-rows.ts";
import type { Estimate } from "../../../ui/virtual-list/row-heights.ts";

/** In pixels. A wrong estimate changes the length of the scroll bar and renders rows without need, no more. */
const LINE = 23;
const CHARACTER = 8;
const HEAD = 40;
const DAY = 50;
/** How many lines a folded message takes, with its button. The style sheet says the same (`.long-text`). */
const FOLDED_LINES = 17;

/** @param width the width of the window when the list is created, in pixels */
export function heightEstimate(width: number): Estimate<Row> {
  const perLine = Math.min(LINE_CHARACTERS, Math.max(20, Math.floor(width / CHARACTER)));
  return ({ text, startsDay, startsGroup }) =>
    (isLong(text) ? FOLDED_LINES : linesOf(text, perLine)) * LINE +
    (startsGroup ? HEAD : 2) +
    (startsDay ? DAY : 0);
}
