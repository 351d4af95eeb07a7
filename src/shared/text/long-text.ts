/** Which texts are collapsed: the same in the server's HTML and in the page, so that the layout does not shift. */

/** How many lines a message may have, by estimate, before it is collapsed. */
const MOST_LINES = 40;

/** How many characters a line holds at most, by estimate. */
export const LINE_CHARACTERS = 80;

/** Whether a text is collapsed until the reader expands it. */
export const isLong = (text: string): boolean => linesOf(text) > MOST_LINES;

/** How many lines a text takes, by estimate. */
export function linesOf(text: string, perLine = LINE_CHARACTERS): number {
  let lines = Math.ceil(text.length / perLine) || 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines += 1;
  return lines;
}
