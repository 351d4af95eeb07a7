import type { FileWords } from "./en.ts";

export const words: FileWords = {
  attached: "الملفات المرفقة",
  drop: "أفلت الملفات لإرفاقها",
  uploading: "جارٍ الرفع",
  progress: (name) => `جارٍ رفع ${name}`,
  remove: (name) => `إزالة ${name}`,
  failed: (reason) => `لم يُرفع: ${reason}`,
  folder: "لا يمكن إرفاق المجلدات؛ أفلت ملفاتها بدلًا منها.",
  gone: "لم يعد على هذا الجهاز",
  unreadable: "تعذّرت قراءته",
  tooMany: {
    zero: "لا تتسع الرسالة لأي ملف؛ تُركت البقية",
    one: "تتسع الرسالة لملف واحد؛ تُركت البقية",
    two: "تتسع الرسالة لملفين؛ تُركت البقية",
    few: "تتسع الرسالة لـ # ملفات؛ تُركت البقية",
    many: "تتسع الرسالة لـ # ملفًا؛ تُركت البقية",
    other: "تتسع الرسالة لـ # ملف؛ تُركت البقية",
  },
  download: (size) => `تنزيل (${size})`,
  empty: "الملف فارغ",
  tooLarge: (most) => `حجمه أكبر من ${most}`,
  noResponse: "لم تُجب الغرفة",
  locationNotRemovable: "تعذّرت إزالة مكان التقاطه؛ احفظه بصيغة أخرى",
  storageFull: "لم يبقَ في هذه الغرفة مكان للملفات",
  notAccepted: "هذا الخادم لا يقبل الملفات",
};
