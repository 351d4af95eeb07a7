/** Texts of notices. The service worker shows them in the language of the page that asked for them, so it has all languages. */
import type { Language } from "../../shared/language.ts";
import type { Plural } from "../../shared/text/plural.ts";

interface NoticeWords {
  /** Of a room, above the newest one. */
  messages: Plural;
}

export const NOTICE_WORDS: Readonly<Record<Language, NoticeWords>> = {
  en: { messages: { one: "# new message", other: "# new messages" } },
  de: { messages: { one: "# neue Nachricht", other: "# neue Nachrichten" } },
  ar: {
    messages: {
      zero: "لا رسائل جديدة",
      one: "رسالة جديدة واحدة",
      two: "رسالتان جديدتان",
      few: "# رسائل جديدة",
      many: "# رسالةً جديدة",
      other: "# رسالة جديدة",
    },
  },
};
