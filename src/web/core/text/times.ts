/** Times in the language of the page. Every function takes milliseconds since the epoch. */
import { computed } from "@preact/signals";
import { locale } from "../../i18n/language.ts";

const dates = (options: Intl.DateTimeFormatOptions) =>
  computed(() => new Intl.DateTimeFormat(locale.value, options));

const clock = dates({ timeStyle: "short" });
const exact = dates({ dateStyle: "full", timeStyle: "medium" });
const dayThisYear = dates({ weekday: "long", day: "numeric", month: "long" });
const dayOtherYear = dates({ day: "numeric", month: "long", year: "numeric" });
export const relative = computed(() => new Intl.RelativeTimeFormat(locale.value, { numeric: "auto" }));

/** Loads the locale data of the browser, which takes most of the time of the first format. */
export const loadLocale = (): unknown => Intl.DateTimeFormat.supportedLocalesOf(locale.value);

/** "14:03" or "2:03 PM". */
export const timeOfDay = (at: number): string => clock.value.format(at);

/** "Wednesday, 18 November 2026 at 14:03:22". */
export const exactTime = (at: number): string => exact.value.format(at);

/** A key for the calendar day in the time zone of the user. */
export const dayKey = (at: number): string => {
  const date = new Date(at);
  return `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;
};

/** "Today", "Yesterday", "Monday, 16 November", or "16 November 2025" in another year. */
export function dayName(at: number, now: number): string {
  const days = calendarDaysBetween(at, now);
  if (days === 0 || days === 1) return capitalised(relative.value.format(-days, "day"));
  return (
    new Date(at).getFullYear() === new Date(now).getFullYear() ? dayThisYear : dayOtherYear
  ).value.format(at);
}

/** "0:12", "59:05", "1:00:00": a duration in milliseconds, rounded up to seconds. */
export function stopwatch(ms: number): string {
  const seconds = Math.ceil(Math.max(0, ms) / 1_000);
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, index) => (index === 0 ? plainNumber : twoDigits).value.format(part)).join(":");
}

const plainNumber = computed(() => new Intl.NumberFormat(locale.value));
const twoDigits = computed(() => new Intl.NumberFormat(locale.value, { minimumIntegerDigits: 2 }));

/** A day, in milliseconds. */
const DAY = 24 * 3_600_000;

/** Counts midnights, not hours: 23:59 and 00:01 are a day apart, also on a day of 23 hours. */
export function calendarDaysBetween(from: number, to: number): number {
  const midnight = (at: number) => {
    const date = new Date(at);
    return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  };
  return Math.round((midnight(to) - midnight(from)) / DAY);
}

const capitalised = (text: string): string => text.charAt(0).toLocaleUpperCase(locale.value) + text.slice(1);
