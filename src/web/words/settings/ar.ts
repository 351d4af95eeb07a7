import type { SettingsWords } from "./en.ts";

export const words: SettingsWords = {
  title: "عن هذه الغرفة",
  notDone: (reason) => `لم يتم ذلك: ${reason}.`,

  topic: {
    label: "الموضوع",
    hint: "موضوع هذه الغرفة في سطر واحد، يراه الجميع تحت اسم الغرفة.",
    none: "ليس لهذه الغرفة موضوع.",
    saved: "حُفظ",
  },

  rules: {
    writing: "الكتابة",
    locked: "أنت وحدك من يكتب",
    lockedHint: "يقرأ الآخرون جميعًا فقط.",
    slowMode: "الوضع البطيء",
    slowModeHint: "المدة التي ينتظرها كل شخص بين رسالتين. لا يشملك ذلك.",
    off: "متوقف",
    keeping: "الحفظ",
    keepFor: "حفظ الرسائل",
    keepForHint: "تُزال الرسائل الأقدم نهائيًا خلال ساعة.",
    forEver: "دائمًا",
    newest: {
      zero: "لا شيء",
      one: "الرسالة الأحدث",
      two: "أحدث رسالتين",
      few: "أحدث # رسائل",
      many: "أحدث # رسالةً",
      other: "أحدث # رسالة",
    },
  },

  shutOut: {
    title: "المكتومون والمحظورون",
    nobody: "لا أحد.",
    muted: "مكتوم",
    banned: "محظور",
    allowAgain: "السماح مجددًا",
    allowAgainNamed: (name) => `السماح مجددًا لـ ${name}`,
  },

  ending: {
    title: "الإنهاء",
    delete: "حذف هذه الغرفة",
    hint: "يخرج الجميع، وتزول كل الرسائل فورًا ونهائيًا.",
    confirm: (room) => `اكتب ${room} لحذف الغرفة.`,
    forGood: "حذف نهائي",
  },

  facts: {
    ownedByYou: "هذه الغرفة لك.",
    ownedBy: (name) => `القائم على هذه الغرفة: ${name}.`,
    ownedBySomebody: "القائم على هذه الغرفة ليس هنا الآن.",
    ownedByNobody: "لم يكتب أحد هنا بعد. أول من يكتب يصبح القائم على الغرفة.",
    locked: "الكتابة هنا لصاحب الغرفة وحده.",
    slow: (span) => `رسالة واحدة كل ${span}.`,
    kept: (span) => `مدة حفظ الرسائل: ${span}.`,
    keptCount: {
      zero: "لا تُحفظ أي رسالة.",
      one: "تُحفظ الرسالة الأحدث فقط.",
      two: "تُحفظ أحدث رسالتين.",
      few: "تُحفظ أحدث # رسائل.",
      many: "تُحفظ أحدث # رسالةً.",
      other: "تُحفظ أحدث # رسالة.",
    },
  },

  person: {
    mute: "كتم",
    muteHint: "يقرأ ولا يكتب شيئًا.",
    ban: "حظر",
    banHint: "يُقطع اتصاله ولا يُسمح له بالدخول مجددًا.",
    erase: "حذف كل رسائله",
    eraseHint: "تفقد كل رسائله نصوصها، ولا يمكن استرجاعها.",
    isMuted: (name) => `كُتم ${name}`,
    isBanned: (name) => `حُظر ${name}`,
    isErased: (name) => `حُذفت رسائل ${name}`,
    sure: (action) => `${action}: هل أنت متأكد؟`,
    yes: "نعم",
  },
};
