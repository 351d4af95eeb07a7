/** A message as a quote: its author, and its text as plain text. */
import type { Message } from "../../../shared/contract/message.ts";
import { reportWords } from "../../i18n/reports/index.ts";

/** How much of a text is shown, in UTF-16 code units. */
const SHOWN = 1_000;

export function ReportedMessage({ message: { from, text, attachments = [] } }: { message: Message }) {
  const shown = text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
  return (
    <blockquote class="settings-created">
      <strong>
        <bdi>{from.name}</bdi>
      </strong>
      <p dir="auto">{shown}</p>
      {attachments.length === 0 ? null : (
        <p class="settings-hint">
          {reportWords().files} {attachments.map(({ name }) => name).join(", ")}
        </p>
      )}
    </blockquote>
  );
}
