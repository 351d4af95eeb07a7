import type { VerificationWords } from "./en.ts";

export const words: VerificationWords = {
  needed: "تحقق واحد قبل رسالتك الأولى: هل أنت إنسان؟",
  start: "تحقق الآن",
  neededForRoom: "تحقق واحد قبل إنشاء الغرفة: هل أنت إنسان؟",
  running: "جارٍ التحقق…",
  notLoaded: "تعذر تحميل التحقق. اسمح بـ challenges.cloudflare.com أو تحقق من اتصالك.",
  failed: "فشل التحقق. حاول مرة أخرى.",
};
