/** What is done with messages: a chunk of its own, see late-parts.ts. */
export { ActionBar } from "./action-bar.tsx";
export { EditForm } from "./edit-form.tsx";
export { lengthNote } from "./length-note.ts";
export { LongText } from "./long-text.tsx";
export { takeMessageKey } from "./message-keys.ts";
export { openActions } from "./message-menu.ts";
export { react } from "./reacting.ts";
export { Refused } from "./refused.tsx";
export { walkLines } from "./walk-lines.ts";
