/** What the user can do with messages. */

export { walkLines } from "../list/arrow-navigation.ts";
export { LongText } from "../message/long-text.tsx";
export { react } from "../message/react.ts";
export { SendFailure } from "../message/send-failure.tsx";
export { ActionBar } from "./action-bar.tsx";
export { EditForm } from "./edit-form.tsx";
export { openActions } from "./message-menu.ts";
export { takeMessageKey } from "./message-shortcuts.ts";
