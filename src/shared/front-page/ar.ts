import type { FrontPageWords } from "./en.ts";

export const words: FrontPageWords = {
  question: "اسم الغرفة",
  example: "general",
  open: "فتح الغرفة",
  new: {
    before: "أو",
    button: "أنشئ غرفة جديدة",
    after: "للجميع أو لعدد قليل من الأشخاص.",
  },
  recentRooms: "الغرف الأخيرة",
  publicRooms: "الغرف العامة",
  people: {
    zero: "لا أحد متصل",
    one: "شخص واحد متصل",
    two: "شخصان متصلان",
    few: "# أشخاص متصلون",
    many: "# شخصًا متصلًا",
    other: "# شخص متصل",
  },
  featured: "مميزة",
  empty: "لا أحد متصل",
  active: (time) => `نشطة ${time}`,
  more: "عرض المزيد من الغرف",
  search: "البحث في الغرف العامة",
  noRooms: "لا توجد غرف عامة بعد. تظهر هنا بعد أن يتحدث فيها الناس.",
};
