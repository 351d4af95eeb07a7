import type { NewRoomWords } from "./en.ts";

export const words: NewRoomWords = {
  title: "غرفة جديدة",
  name: "الاسم",
  needsName: "تحتاج الغرفة إلى اسم: حرف أو رقم واحد على الأقل.",
  address: (path) => `عنوانها ⁦${path}⁩`,
  secretAddress: "يُنشأ عنوانها لك، ولا يستطيع أحد تخمينه.",
  visibility: "من يستطيع العثور عليها",
  names: { public: "عامة", unlisted: "غير مدرجة", private: "خاصة" },
  hints: {
    public: "مدرجة في الصفحة الرئيسية. يستطيع أي شخص الدخول.",
    unlisted: "غير مدرجة. يستطيع كل من لديه العنوان الدخول.",
    private: "غير مدرجة. لا يدخل إلا من لديه رابط دعوتك أو عبارة المرور.",
  },
  create: "إنشاء الغرفة",
  taken: "توجد غرفة بهذا الاسم بالفعل.",
  openExisting: "فتحها",
  rateLimited: "أُنشئ عدد كبير من الغرف للتو. حاول مرة أخرى بعد دقيقة.",
  failed: "تعذّر إنشاء الغرفة الآن. حاول مرة أخرى بعد قليل.",
};
