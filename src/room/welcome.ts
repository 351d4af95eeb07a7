/** The first event of a connection: all a client needs to show the room, and just what it missed. */
import { type Auth, type Message, PROTOCOL_VERSION, type Welcome, type You } from "../protocol/index.ts";
import type { Limits } from "../protocol/limits.ts";
import type { MessageLog } from "./message-log.ts";
import type { Roster } from "./roster.ts";

/** `roster` has the newcomer on it already. */
export function welcomeFor(
  you: You,
  room: string,
  { lastSeq }: Pick<Auth, "lastSeq">,
  log: MessageLog,
  roster: Roster,
  limits: Pick<Limits, "resumeMessages">,
): Welcome {
  const missed = missedSince(lastSeq, log, limits);
  return {
    v: PROTOCOL_VERSION,
    room,
    you,
    members: roster.members,
    memberCount: roster.count,
    messages: missed ?? log.page({}).messages,
    changes: [],
    lastSeq: log.lastSeq,
    rev: 0,
    gap: lastSeq !== undefined && missed === undefined,
  };
}

/** The messages a client missed; undefined when it never had any, missed too many, or has some that are not here. */
function missedSince(
  lastSeq: number | undefined,
  log: MessageLog,
  { resumeMessages }: Pick<Limits, "resumeMessages">,
): Message[] | undefined {
  if (lastSeq === undefined) return undefined;
  const missed = log.lastSeq - lastSeq;
  if (missed < 0 || missed > resumeMessages) return undefined;
  return log.page({ after: lastSeq, limit: resumeMessages }).messages;
}
