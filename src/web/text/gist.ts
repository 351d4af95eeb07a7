/** What a message says in words: its text, or else the names of its files. */
import type { Message } from "../../protocol/message.ts";

export const gistOf = ({ text, attachments = [] }: Pick<Message, "text" | "attachments">): string =>
  text !== "" ? text : attachments.map(({ name }) => name).join(", ");
