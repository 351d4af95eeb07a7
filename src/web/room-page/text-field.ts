/** What every field for a message's text needs. */

/** Enter also ends the choice of a character in an input method; 229 is how Safari says so. */
export const isComposing = (event: KeyboardEvent): boolean => event.isComposing || event.keyCode === 229;

/** The `dir` of a field with this text: the text's own, but the page's while no letter says which way it runs. */
export const directionFor = (text: string): "auto" | undefined => (/\p{L}/u.test(text) ? "auto" : undefined);

/** Measures by letting go of the height for a moment, which may move the list above: its place is taken again after. */
export function fitHeight(input: HTMLTextAreaElement): void {
  input.style.height = "auto";
  input.style.height = `${input.scrollHeight}px`;
  input.style.overflowY = input.scrollHeight > input.clientHeight + 1 ? "auto" : "hidden";
}
