import type { VerificationWords } from "./en.ts";

export const words: VerificationWords = {
  needed: "تحقق واحد أولًا: هل أنت إنسان؟",
  start: "تحقق الآن",
  neededForRoom: "تحقق واحد قبل إنشاء الغرفة: هل أنت إنسان؟",
  running: "جارٍ التحقق…",
  notLoaded: "تعذر تحميل التحقق. اسمح بـ challenges.cloudflare.com أو تحقق من اتصالك.",
  expired: "استغرق التحقق وقتًا أطول من اللازم.",
  failed: "فشل التحقق. حاول مرة أخرى.",
};
