import type { NewRoomWords } from "./en.ts";

export const words: NewRoomWords = {
  title: "غرفة جديدة",
  name: "الاسم",
  needsName: "أدخل اسمًا فيه حرف أو رقم واحد على الأقل.",
  address: (path) => `العنوان: ⁦${path}⁩`,
  secretAddress: "تحصل الغرفة على عنوان سري لا يمكن تخمينه.",
  visibility: "الظهور",
  names: { public: "عامة", unlisted: "غير مدرجة", private: "خاصة" },
  hints: {
    public: "مدرجة في الصفحة الرئيسية. يمكن لأي شخص الانضمام.",
    unlisted: "غير مدرجة. يمكن لأي شخص لديه الرابط الانضمام.",
    private: "غير مدرجة. لا ينضم إلا من لديه رابط دعوتك أو عبارة المرور.",
  },
  create: "إنشاء الغرفة",
  taken: "توجد غرفة بهذا الاسم بالفعل.",
  openExisting: "فتحها",
  rateLimited: "أُنشئ عدد كبير من الغرف. حاول مجددًا بعد دقيقة.",
  failed: "تعذّر إنشاء الغرفة. حاول مجددًا بعد لحظات.",
};
