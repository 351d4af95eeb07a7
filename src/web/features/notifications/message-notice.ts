/**
 * Shows a notice of messages by the service worker: used by the worker itself for a push, and by a hidden page. There is one for
 * each room, which counts what came since it was shown first.
 */
import type { PushNotice } from "../../../shared/push.ts";
import { roomPath } from "../../../shared/room-name.ts";
import type { Plural } from "../../../shared/text/plural.ts";
import { NOTICE_WORDS } from "../../i18n/notice-words.ts";
import {
  type NoticeData,
  type NoticeRegistration,
  noticeData,
  noticeTag,
  updateBadge,
} from "./shown-notices.ts";

const ICON = "/icons/rocket-192.png";

/** Each notice counts the one before it, so they are shown one after the other. */
let queue: Promise<void> = Promise.resolve();

/** Shows a notice, unless a newer one is shown: the page and a push may both bring a message. */
export function showNotice(registration: NoticeRegistration, notice: PushNotice): Promise<void> {
  const done = queue.then(() => show(registration, notice));
  queue = done.catch(() => undefined);
  return done;
}

async function show(registration: NoticeRegistration, notice: PushNotice): Promise<void> {
  const { room, title, count, seq, from, text, language } = notice;
  const tag = noticeTag(room);
  const shown = (await registration.getNotifications({ tag })).map(noticeData).find((data) => data);
  if (shown !== undefined && shown.seq >= seq) return;
  const total = shown === undefined ? count : shown.count + Math.max(1, Math.min(count, seq - shown.seq));
  const author = from && isolate(from.name);
  const isOne = total === 1 && author !== undefined;
  const line = author === undefined ? [] : [`${author}: ${text}`];
  const options: NotificationOptions & { renotify: boolean } = {
    body: isOne
      ? (text ?? "")
      : [formatCount(NOTICE_WORDS[language].messages, total, language), ...line].join("\n"),
    tag,
    renotify: true,
    icon: ICON,
    dir: "auto",
    lang: language,
    data: { address: `${location.origin}${roomPath(room)}?m=${seq}`, seq, count: total } satisfies NoticeData,
  };
  await registration.showNotification(isOne ? `${author} · ${isolate(title)}` : title, options);
  await updateBadge(registration);
}

/** Isolates a name, so that its direction changes nothing around it (Unicode Bidirectional Algorithm, section 2.2). */
const isolate = (name: string): string =>
  /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u.test(name)
    ? `\u2068${name}\u2069`
    : name;

const formatCount = (forms: Plural, count: number, language: string): string =>
  (forms[new Intl.PluralRules(language).select(count)] ?? forms.other).replace("#", () =>
    new Intl.NumberFormat(language).format(count),
  );
