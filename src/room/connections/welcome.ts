/** The first event of a connection: all a client needs to show the room, and just what it missed. */
import { type ClientLimits, differingLimits } from "../../shared/client-limits.ts";
import type { Auth, Message, Welcome, You } from "../../shared/contract/index.ts";
import type { Limits } from "../../shared/limits.ts";
import type { SocketBroadcaster } from "../broadcast/socket-broadcaster.ts";
import type { MessageChanges } from "../messages/message-changes.ts";
import type { MessageStore } from "../messages/message-store.ts";
import type { ReadReceipts } from "../messages/read-receipts.ts";
import type { SettingsStore } from "../settings/settings-store.ts";
import type { MemberList } from "./member-list.ts";

export interface WelcomeDependencies {
  /** The room's name. */
  room: string;
  settings: Pick<SettingsStore, "current">;
  messageStore: MessageStore;
  messageChanges: Pick<MessageChanges, "since">;
  memberList: Pick<MemberList, "members" | "count">;
  readReceipts: Pick<ReadReceipts, "newest">;
  broadcaster: Pick<SocketBroadcaster, "shortHead">;
  limits: ClientLimits & Pick<Limits, "resumeMessages">;
}

/** Where a client resumes. */
type Resume = Pick<Auth, "lastSeq" | "lastAt" | "rev">;

export class WelcomeBuilder {
  /** Of the room, which do not change; undefined for the defaults. */
  readonly #limits: Partial<ClientLimits> | undefined;

  constructor(private readonly deps: WelcomeDependencies) {
    this.#limits = differingLimits(deps.limits);
  }

  /**
   * @param you on the member list already
   * @param version of the events, for this client
   */
  build(you: You, version: number, resume: Resume): Welcome {
    const { room, settings, messageStore, memberList, readReceipts, broadcaster } = this.deps;
    const missed = this.#missedSince(resume);
    const read = readReceipts.newest(you.id);
    const short = version < 2 ? undefined : broadcaster.shortHead;
    return {
      ...(this.#limits && { limits: this.#limits }),
      ...(read !== undefined && { read }),
      ...(short && { short }),
      v: version,
      room,
      you,
      settings: settings.current,
      members: memberList.members,
      memberCount: memberList.count,
      messages: missed?.messages ?? messageStore.newestPage.messages,
      changes: missed?.changes ?? [],
      lastSeq: messageStore.lastSeq,
      rev: messageStore.rev,
      gap: resume.lastSeq !== undefined && missed === undefined,
    };
  }

  /**
   * What a client missed: the messages it never had, and those of its own that changed since.
   *
   * @returns undefined when it never had any, missed too much, or has some that are not here
   */
  #missedSince({ lastSeq, lastAt, rev }: Resume): Pick<Welcome, "messages" | "changes"> | undefined {
    const { messageStore, messageChanges, limits } = this.deps;
    if (lastSeq === undefined) return undefined;
    const missed = messageStore.lastSeq - lastSeq;
    if (missed < 0 || missed > limits.resumeMessages) return undefined;
    // A message that is no longer kept proves nothing.
    if (lastAt !== undefined && (messageStore.find(lastSeq)?.at ?? lastAt) !== lastAt) return undefined;
    if (rev !== undefined && rev > messageStore.rev) return undefined;
    // A client without a `rev` chose not to get changes.
    const changes: Message[] | undefined = rev === undefined ? [] : messageChanges.since(rev, lastSeq);
    if (changes === undefined) return undefined;
    const { messages } = messageStore.page({ after: lastSeq, limit: limits.resumeMessages });
    return { messages, changes };
  }
}
