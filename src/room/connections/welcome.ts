/** The first event of a connection: all a client needs to show the room, and just what it missed. */

import { type ClientLimits, differingLimits } from "../../shared/client-limits.ts";
import {
  type Auth,
  type Message,
  PROTOCOL_VERSION,
  type RoomSettings,
  type Welcome,
  type You,
} from "../../shared/contract/index.ts";
import type { Limits } from "../../shared/limits.ts";
import type { MessageChanges } from "../messages/message-changes.ts";
import type { MessageStore } from "../messages/message-store.ts";
import type { ReadReceipts } from "../messages/read-receipts.ts";
import type { MemberList } from "./member-list.ts";

/** What a welcome tells of. */
export interface WelcomeDependencies {
  room: string;
  settings: RoomSettings;
  log: MessageStore;
  changes: MessageChanges;
  /** Has the newcomer on it already. */
  memberList: MemberList;
  reads: Pick<ReadReceipts, "of">;
  limits: ClientLimits & Pick<Limits, "resumeMessages">;
}

/** What a client says of where it was. */
type Resume = Pick<Auth, "lastSeq" | "lastAt" | "rev">;

export function welcomeFor(you: You, auth: Resume, deps: WelcomeDependencies): Welcome {
  const { room, settings, log, memberList, reads } = deps;
  const missed = missedSince(auth, deps);
  const read = reads.of(you.id);
  const limits = differingLimits(deps.limits);
  return {
    ...(limits === undefined ? {} : { limits }),
    ...(read === undefined ? {} : { read }),
    v: PROTOCOL_VERSION,
    room,
    you,
    settings,
    members: memberList.members,
    memberCount: memberList.count,
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
  { log, changes, limits }: WelcomeDependencies,
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
