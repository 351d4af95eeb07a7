/** Messages that come by HTTP: from programs that say something now and then, and hold no connection. */

import { failure } from "../protocol/errors.ts";
import type { Ack, Message, SendPayload } from "../protocol/index.ts";
import type { Attendance } from "./attendance.ts";
import type { BotList } from "./bot-list.ts";
import type { Clock } from "./clock.ts";
import type { Conduct, ConductLimits } from "./conduct.ts";
import type { Conversation } from "./conversation.ts";
import { tooFast } from "./gate.ts";
import { Refusal } from "./refusal.ts";
import { TokenBucket } from "./token-bucket.ts";

/** Who posts: a person whose session was verified, or whoever a bot's token proves. */
export type Poster = { person: { id: string; name: string } } | { botToken: string };

export interface PostingParts {
  bots: BotList;
  conversation: Pick<Conversation, "say">;
  /** Throws a {@link Refusal} when somebody may not come in. */
  mayEnter: (id: string) => void;
  attendance: Pick<Attendance, "ready" | "nameOf">;
  conduct: Conduct;
  clock: Pick<Clock, "now">;
  limits: ConductLimits;
}

export class Posting {
  constructor(private readonly parts: PostingParts) {}

  /**
   * Says something for somebody, like `message:send`: the same checks, limits and exactly-once.
   *
   * @param payload validated
   * @returns whether it was stored now, beside the message; or why it was refused
   */
  async post(poster: Poster, payload: SendPayload): Promise<Ack<{ message: Message; isNew: boolean }>> {
    const { bots, conversation, mayEnter, attendance } = this.parts;
    try {
      const { id, name } = whoIs(poster, bots);
      mayEnter(id);
      this.#pace(id);
      await attendance.ready();
      const { message, isNew } = conversation.say({ id, name: attendance.nameOf(id) ?? name }, payload);
      return { ok: true, message, isNew };
    } catch (error) {
      if (error instanceof Refusal) return error.toFailure();
      throw error;
    }
  }

  /** A request has no bucket of a socket: what counts is the person's own. @throws Refusal `rate_limited` */
  #pace(id: string): void {
    const { conduct, clock, limits } = this.parts;
    const out = conduct.staysOut(id);
    if (out > 0) throw Refusal.from(tooFast(out));
    const burst = Math.max(limits.personEventBurst, limits.eventBurst);
    const wait = conduct.take(id, new TokenBucket(burst, burst, clock.now()));
    if (wait === 0) return;
    const { message, retryAfter } = failure("rate_limited", "Too many messages a second.", wait).error;
    conduct.refused(id);
    throw new Refusal("rate_limited", message, retryAfter);
  }
}

/** @throws Refusal `unauthorized` for a bot's token that is not valid */
export const whoIs = (poster: Poster, bots: Pick<BotList, "verify">): { id: string; name: string } =>
  "person" in poster ? poster.person : bots.verify(poster.botToken);
