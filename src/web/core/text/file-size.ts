/** File sizes in the language of the page. */
import { locale } from "../../i18n/language.ts";

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** "5 bytes", "12 kB", "3.4 MB". */
export function fileSize(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return new Intl.NumberFormat(locale.value, {
    style: "unit",
    unit: UNITS[power] ?? "byte",
    // "5 bytes": the short form has no plural in English.
    unitDisplay: power === 0 ? "long" : "short",
    maximumFractionDigits: power > 1 ? 1 : 0,
  }).format(bytes / 1_000 ** power);
}
