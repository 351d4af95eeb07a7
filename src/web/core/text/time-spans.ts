/** Durations in the language of the page. The first messages show without them. */
import { locale } from "../../i18n/language.ts";
import { calendarDaysBetween, relative } from "./times.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** "5 minutes ago", "yesterday", "12 days ago". */
export function timeAgo(at: number, now: number): string {
  const passed = Math.max(0, now - at);
  if (passed < HOUR) return relative.value.format(-Math.floor(passed / MINUTE), "minute");
  const days = calendarDaysBetween(at, now);
  const hours = Math.floor(passed / HOUR);
  return days === 0 ? relative.value.format(-hours, "hour") : relative.value.format(-days, "day");
}

/** "5 seconds", "10 minutes", "30 days": a duration in its largest whole unit. */
export function timeSpan(seconds: number): string {
  const [unit, size] = UNITS.find(([, length]) => seconds % length === 0) ?? ["second", 1];
  return new Intl.NumberFormat(locale.value, { style: "unit", unit, unitDisplay: "long" }).format(
    seconds / size,
  );
}

const UNITS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
] as const;
