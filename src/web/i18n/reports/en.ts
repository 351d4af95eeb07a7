import type { ReportReason } from "../../../shared/contract/settings.ts";
import type { Plural } from "../plural.ts";

/** The texts in English. Their type makes every other language have the same keys. */
export const words = {
  title: (author: string) => `Report a message from ${author}`,
  reason: "What's wrong with it?",
  choose: "Choose a reason",
  reasons: {
    spam: "Spam or advertising",
    harassment: "Insults or harassment",
    hate: "Hate",
    violence: "Violence or threats",
    sexual: "Sexual content",
    privacy: "Reveals private information",
    illegal: "Illegal content",
  } as Record<Exclude<ReportReason, "other">, string>,
  otherReason: "Something else",
  words: "Details (optional)",
  hint: "The owner of this room and the people who run this server see your report. The owner doesn't see that it's from you.",
  report: "Report",
  sent: "Reported. Thank you.",
  files: "Files:",

  /** For the owner of the room. */
  listTitle: "Reported messages",
  none: "No reports are waiting.",
  waiting: {
    one: "A message was reported. # report is waiting in the room menu.",
    other: "A message was reported. # reports are waiting in the room menu.",
  } as Plural,
  more: "Show more",
  dismiss: "Dismiss",
  deleteMessage: "Delete message",
  deleted: "The message is deleted",
  muteOrBan: "Mute or ban…",
};

export type ReportWords = typeof words;
