/** Sentences about several people. */

const MOST_NAMES = 3;
const list = new Intl.ListFormat("en", { type: "conjunction" });

/** "Ada is typing", "Ada, Grace, and Alan are typing", "Several people are typing"; empty for nobody. */
export function typingSentence(names: readonly string[]): string {
  if (names.length === 0) return "";
  if (names.length > MOST_NAMES) return "Several people are typing";
  return `${list.format(names)} ${names.length === 1 ? "is" : "are"} typing`;
}

/** "1 person", "12 people". */
export const peopleCount = (count: number): string => `${count} ${count === 1 ? "person" : "people"}`;

/** "1 message waiting", "2 messages waiting". */
export const waitingCount = (count: number): string =>
  `${count} ${count === 1 ? "message" : "messages"} waiting`;
