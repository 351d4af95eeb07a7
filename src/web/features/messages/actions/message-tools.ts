/** What the user can do with messages. */

export { moveLineFocus } from "../list/arrow-navigation.ts";
export { LongText } from "../message/long-text.tsx";
export { react } from "../message/react.ts";
export { SendFailure } from "../message/send-failure.tsx";
export { ActionBar } from "./action-bar.tsx";
export { EditForm } from "./edit-form.tsx";
export { openMessageMenu } from "./message-menu.ts";
export { handleMessageKey } from "./message-shortcuts.ts";
