import { words as frontPage } from "../../../shared/front-page/ar.ts";
import type { LandingWords } from "./en.ts";

export const words: LandingWords = {
  ...frontPage,
  language: "اللغة",
  normalizedName: (name) => `سيُفتح بهذا الاسم: ${name}`,
  nameErrors: {
    empty: "أدخل اسمًا فيه حرف أو رقم واحد على الأقل.",
    too_long: (most) => `لا يتجاوز اسم الغرفة ${most} حرفًا. اختصره.`,
    characters: "لا يحتوي اسم الغرفة إلا على حروف وأرقام وشرطات.",
  },
  close: "إغلاق",
  notLoaded: "تعذّر تحميل هذا. تحقّق من اتصالك.",
  searching: "جارٍ تحميل الغرف",
  noneFound: (query) => `لا توجد غرف عامة تطابق «${query}».`,
  found: {
    zero: "لم يُعثر على أي غرفة",
    one: "عُثر على غرفة واحدة",
    two: "عُثر على غرفتين",
    few: "عُثر على # غرف",
    many: "عُثر على # غرفةً",
    other: "عُثر على # غرفة",
  },
  listFailed: "تعذّر تحميل الغرف العامة. تحقّق من اتصالك.",
  tryAgain: "إعادة المحاولة",
};
