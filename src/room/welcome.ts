/** The first event of a connection: all a client needs to show the room, and just what it missed. */

import { type ClientLimits, differingLimits } from "../protocol/client-limits.ts";
import {
  type Auth,
  type Message,
  PROTOCOL_VERSION,
  type RoomSettings,
  type Welcome,
  type You,
} from "../protocol/index.ts";
import type { Limits } from "../protocol/limits.ts";
import type { MessageChanges } from "./message-changes.ts";
import type { MessageLog } from "./message-log.ts";
import type { ReadMarks } from "./read-marks.ts";
import type { Roster } from "./roster.ts";

/** What a welcome tells of. */
export interface WelcomeParts {
  room: string;
  settings: RoomSettings;
  log: MessageLog;
  changes: MessageChanges;
  /** Has the newcomer on it already. */
  roster: Roster;
  reads: Pick<ReadMarks, "of">;
  limits: ClientLimits & Pick<Limits, "resumeMessages">;
}

/** What a client says of where it was. */
type Resume = Pick<Auth, "lastSeq" | "lastAt" | "rev">;

export function welcomeFor(you: You, auth: Resume, parts: WelcomeParts): Welcome {
  const { room, settings, log, roster, reads } = parts;
  const missed = missedSince(auth, parts);
  const read = reads.of(you.id);
  const limits = differingLimits(parts.limits);
  return {
    ...(limits === undefined ? {} : { limits }),
    ...(read === undefined ? {} : { read }),
    v: PROTOCOL_VERSION,
    room,
    you,
    settings,
    members: roster.members,
    memberCount: roster.count,
    messages: missed?.messages ?? log.newestPage.messages,
    changes: missed?.changes ?? [],
    lastSeq: log.lastSeq,
    rev: log.rev,
    gap: auth.lastSeq !== undefined && missed === undefined,
  };
}

/**
 * What a client missed: the messages it never had, and those of its own that changed since.
 *
 * @returns undefined when it never had any, missed too much, or has some that are not here
 */
function missedSince(
  { lastSeq, lastAt, rev }: Resume,
  { log, changes, limits }: WelcomeParts,
): Pick<Welcome, "messages" | "changes"> | undefined {
  if (lastSeq === undefined) return undefined;
  const missed = log.lastSeq - lastSeq;
  if (missed < 0 || missed > limits.resumeMessages) return undefined;
  // A message that is no longer kept says nothing.
  if (lastAt !== undefined && (log.find(lastSeq)?.at ?? lastAt) !== lastAt) return undefined;
  if (rev !== undefined && rev > log.rev) return undefined;
  // A client that knows no `rev` shows what was, not what is: it is its own choice.
  const changed: Message[] | undefined = rev === undefined ? [] : changes.since(rev, lastSeq);
  if (changed === undefined) return undefined;
  return {
    messages: log.page({ after: lastSeq, limit: limits.resumeMessages }).messages,
    changes: changed,
  };
}
