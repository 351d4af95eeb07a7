/** Which texts are shown folded: in the page's HTML and by its script alike, so that nothing jumps between them. */

/** How many lines a message may have, by estimate, before it is folded. */
const MOST_LINES = 40;

/** How many characters a line holds at most, by estimate. */
export const LINE_CHARACTERS = 80;

/** Whether a text is folded, until its reader asks for all of it. */
export const isLong = (text: string): boolean => linesOf(text) > MOST_LINES;

/** How many lines a text takes, by estimate, where each holds `perLine` characters. */
export function linesOf(text: string, perLine = LINE_CHARACTERS): number {
  let lines = Math.ceil(text.length / perLine) || 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines += 1;
  return lines;
}
