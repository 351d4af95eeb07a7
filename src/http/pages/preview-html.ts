/**
 * The newest messages of a room as HTML, for the time before the page's script runs, and without scripts. The script reads the same
 * messages from the JSON after them and replaces the HTML.
 *
 * Rows have the classes and the heights of the page's own (src/web/features/messages/list/message-row.tsx), so the layout does not shift.
 */
import { html, raw } from "hono/html";
import type { RoomPreview } from "../../room/messages/read-messages.ts";
import { hueOf, initialsOf } from "../../shared/avatar.ts";
import type { Message } from "../../shared/contract/message.ts";
import { type PagePreview, PREVIEW_ELEMENT } from "../../shared/contract/page-preview.ts";
import type { Language } from "../../shared/language.ts";
import { isLong } from "../../shared/text/long-text.ts";
import { WORDS } from "./i18n/index.ts";
import { jsonElement } from "./json-element.ts";

/** After this pause a message of the same author begins a new group, in milliseconds, as in src/web/core/messages/message-rows.ts. */
const NEW_GROUP_AFTER = 5 * 60_000;

type Html = ReturnType<typeof html>;

export interface PreviewReader {
  language: Language;
  /** An IANA time zone. */
  timeZone: string;
}

/**
 * @param name the room's name, shown if it has no title
 * @returns the content of the page's root, and the element with the data
 */
export async function previewHtml(
  name: string,
  { title, ...preview }: RoomPreview,
  { language, timeZone }: PreviewReader,
): Promise<{ content: string; data: string }> {
  const day = new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long", timeZone });
  const time = new Intl.DateTimeFormat(language, { timeStyle: "short", timeZone });
  const rows: Html[] = [];
  let last: Message | undefined;
  for (const message of preview.messages) {
    if (message.deleted === true) continue;
    const date = day.format(message.at);
    const beginsDay = last === undefined || date !== day.format(last.at);
    const beginsGroup = beginsDay || !continues(last, message);
    rows.push(
      rowOf(message, beginsDay ? date : undefined, beginsGroup ? time.format(message.at) : undefined),
    );
    last = message;
  }
  const content = html`<div class="room early"><main class="conversation">
<header class="header"><div class="header-row"><span class="icon-button"></span><div class="header-title"><div class="header-line"><h1 class="room-name" dir="auto">${title ?? name}</h1></div></div></div></header>
<div class="list-frame"><div class="list" role="log" tabindex="0" aria-label="${WORDS[language].pages.messageList}"><div class="list-content measure"><ol class="rows">${rows}</ol></div></div></div>
<div class="composer"></div>
</main></div>`;
  const { messages, lastSeq, rev } = preview;
  const data: PagePreview = { messages, lastSeq, rev };
  return { content: String(await content), data: jsonElement(PREVIEW_ELEMENT, data) };
}

function rowOf(message: Message, day: string | undefined, time: string | undefined): Html {
  return html`<li class="row"${time === undefined ? "" : raw(' data-begins-group="true"')}>
${day === undefined ? "" : html`<h2 class="day">${day}</h2>`}
<div class="row-body">${time === undefined ? "" : headOf(message, time)}<div class="line">${textOf(message)}</div></div></li>`;
}

/** The style sheet reads the hue from the attribute if the browser supports that; else the name has the text's colour. */
const headOf = ({ from: { id, name }, at }: Message, time: string): Html =>
  html`<h3 class="group-head"><span class="author-button"><span class="avatar" data-hue="${hueOf(id)}" aria-hidden="true">${initialsOf(name)}</span><bdi class="author" data-hue="${hueOf(id)}">${name}</bdi></span><time class="group-time" datetime="${new Date(at).toISOString()}">${time}</time></h3>`;

/** The text without its markup, which the page's script renders. */
function textOf({ text, attachments = [] }: Message): Html {
  const said = text === "" ? "" : html`<p dir="auto">${text}</p>`;
  const files = attachments.map(({ name, path }) => html`<p><a href="${path}"><bdi>${name}</bdi></a></p>`);
  if (!isLong(text)) return html`<div class="text">${said}${files}</div>`;
  return html`<div class="long-text" data-folded><div class="text">${said}</div></div>${files.length === 0 ? "" : html`<div class="text">${files}</div>`}`;
}

const continues = (last: Message | undefined, { from, at }: Message): boolean =>
  last !== undefined &&
  last.from.id === from.id &&
  last.from.name === from.name &&
  at - last.at < NEW_GROUP_AFTER;
