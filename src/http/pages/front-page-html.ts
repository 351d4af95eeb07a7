/**
 * The content of the front page as HTML, for the time before its script runs: the public rooms. The script reads the same rooms from the
 * JSON after it and takes over the elements.
 *
 * Elements are those of the script (src/web/features/landing), so the layout does not shift. There is no space between them, which the script
 * would have to remove: an element that it moves loses the focus. What needs the script is inert.
 */
import { html } from "hono/html";
import type { DirectoryPage, ListedRoom } from "../../shared/contract/directory.ts";
import { PUBLIC_ROOMS_ELEMENT } from "../../shared/contract/page-preview.ts";
import type { FrontPageWords } from "../../shared/front-page/en.ts";
import type { Language } from "../../shared/language.ts";
import { FRONT_PAGE_WORDS } from "./i18n/index.ts";
import { jsonElement } from "./json-element.ts";

type Html = ReturnType<typeof html>;

export interface FrontPageReader {
  language: Language;
  /** How many rooms of their device the page will list: space is left for them. */
  recentRooms: number;
}

/** @returns the content of the page's root, and the element with the data */
export async function frontPageHtml(
  page: DirectoryPage,
  { language, recentRooms }: FrontPageReader,
): Promise<{ content: string; data: string }> {
  const words = FRONT_PAGE_WORDS[language];
  const row = rowsIn(language, words);
  const content = html`${formOf(words)}${recentRooms > 0 ? recentOf(words, recentRooms) : ""}<nav class="recent public" aria-labelledby="public"><div class="public-head"><h2 id="public">${words.publicRooms}</h2>${page.rooms.length === 0 ? "" : html`<input type="search" class="field public-search" aria-label="${words.search}" placeholder="${words.search}" inert>`}</div><ul class="recent-list">${page.rooms.map((room) => html`<li>${row(room)}</li>`)}</ul><div role="status">${page.rooms.length > 0 ? "" : html`<p class="public-note">${words.noRooms}</p>`}</div>${page.cursor === undefined ? "" : html`<button type="button" class="link-button" inert>${words.more}</button>`}</nav>`;
  return { content: String(await content), data: jsonElement(PUBLIC_ROOMS_ELEMENT, page) };
}

const formOf = ({ question, example, open, new: { before, button, after } }: FrontPageWords): Html =>
  html`<div class="enter-room-frame" inert><form class="enter-room"><label class="enter-room-label" for="room-name">${question}</label><div class="enter-room-row"><div class="enter-room-address" dir="ltr"><span class="enter-room-prefix" aria-hidden="true">/rooms/</span><input id="room-name" placeholder="${example}"></div><button type="submit" class="button primary">${open}</button></div><p class="enter-room-note"></p></form><p class="enter-room-new">${before} <button type="button" class="link-button">${button}</button> ${after}</p><p class="enter-room-note"></p></div>`;

/** Space for the rooms of this device: only the script knows them. */
function recentOf({ recentRooms }: FrontPageWords, count: number): Html {
  const rows = Array.from(
    { length: count },
    () => html`<li><a><bdi class="recent-name">&nbsp;</bdi></a></li>`,
  );
  return html`<nav class="recent" aria-hidden="true"><h2>${recentRooms}</h2><ul class="recent-list">${rows}</ul></nav>`;
}

/** Renders rooms in a language. */
function rowsIn(language: Language, words: FrontPageWords): (room: ListedRoom) => Html {
  const numbers = new Intl.NumberFormat(language);
  const forms = new Intl.PluralRules(language);
  const count = (people: number) =>
    (words.people[forms.select(people)] ?? words.people.other).replace("#", numbers.format(people));
  const timeAgo = timesIn(language, Date.now());
  return ({ name, title, topic, people, path, lastAt, featured }) =>
    html`<a href="${path}"><span class="public-room"><span class="public-name"><bdi class="recent-name">${title ?? name}</bdi>${featured ? html`<span class="public-featured">${words.featured}</span>` : ""}</span>${topic === "" ? "" : html`<span class="public-topic" dir="auto">${topic}</span>`}</span><span class="public-numbers number"><span>${people > 0 ? count(people) : words.empty}</span>${lastAt === undefined ? "" : html`<time datetime="${new Date(lastAt).toISOString()}">${words.active(timeAgo(lastAt))}</time>`}</span></a>`;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "5 minutes ago", "yesterday". The script knows when the reader's day begins; here a day is 24 hours. */
function timesIn(language: Language, now: number): (at: number) => string {
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  return (at) => {
    const passed = Math.max(0, now - at);
    if (passed < HOUR) return relative.format(-Math.floor(passed / MINUTE), "minute");
    if (passed < DAY) return relative.format(-Math.floor(passed / HOUR), "hour");
    return relative.format(-Math.floor(passed / DAY), "day");
  };
}
