import type { LandingWords } from "./en.ts";

export const words: LandingWords = {
  language: "اللغة",
  question: "أي غرفة؟",
  example: "general",
  open: "فتح الغرفة",
  spelledAs: (name) => `يُكتب اسم هذه الغرفة ${name}`,
  problems: {
    empty: "تحتاج الغرفة إلى اسم: حرف واحد أو رقم واحد على الأقل.",
    too_long: (most) => `لا يتجاوز اسم الغرفة ${most} حرفًا.`,
    characters: "يتكوّن اسم الغرفة من حروف وأرقام وشرطات فقط.",
  },
  new: {
    before: "أو",
    button: "أنشئ غرفة جديدة",
    after: "بعنوان لا يستطيع أحد تخمينه.",
    failed: "تعذّر إنشاء الغرفة الآن. حاول مجددًا بعد لحظة.",
  },
  public: "غرف عامة",
  people: {
    zero: "لا أحد",
    one: "شخص واحد",
    two: "شخصان",
    few: "# أشخاص",
    many: "# شخصًا",
    other: "# شخص",
  },
  nobody: "لا أحد هناك",
  more: "عرض المزيد من الغرف",
  recent: "غرف كنت فيها",
};
