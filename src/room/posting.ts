/** Messages that come by HTTP: from programs that say something now and then, and hold no connection. */
import type { Ack, Message, SendPayload } from "../protocol/index.ts";
import type { Attendance } from "./attendance.ts";
import type { BotList } from "./bot-list.ts";
import type { Clock } from "./clock.ts";
import type { Conduct, ConductLimits } from "./conduct.ts";
import type { Conversation } from "./conversation.ts";
import { weightOf } from "./event-weight.ts";
import type { Founding } from "./founding.ts";
import { BUSY, tooFast } from "./gate.ts";
import type { LoadLimiter, Requester } from "./load-limiter.ts";
import { Refusal } from "./refusal.ts";
import { TokenBucket } from "./token-bucket.ts";

/** Who posts: a person whose session was verified, or whoever a bot's token proves. */
export type Poster = { person: { id: string; name: string } } | { botToken: string };

export interface PostingParts {
  bots: BotList;
  founding: Founding;
  conversation: Pick<Conversation, "say">;
  /** Throws a {@link Refusal} when somebody may not come in. */
  mayEnter: (id: string) => void;
  attendance: Pick<Attendance, "ready" | "nameOf">;
  conduct: Conduct;
  load: Pick<LoadLimiter, "take">;
  /** How many sockets hear what is said. */
  sockets: () => number;
  clock: Pick<Clock, "now">;
  limits: ConductLimits;
}

export class Posting {
  constructor(private readonly parts: PostingParts) {}

  /**
   * Says something for somebody, like `message:send`: the same checks, limits and exactly-once.
   *
   * @param payload validated
   * @param network where it comes from, see `networkOf`
   * @returns whether it was stored now, beside the message; or why it was refused
   */
  async post(
    poster: Poster,
    payload: SendPayload,
    network: string | undefined,
  ): Promise<Ack<{ message: Message; isNew: boolean }>> {
    const { bots, founding, conversation, mayEnter, attendance } = this.parts;
    try {
      const { id, name } = whoIs(poster, bots);
      mayEnter(id);
      this.#pace({ id, network }, payload);
      await attendance.ready();
      const from = { id, name: attendance.nameOf(id) ?? name };
      const { message, isNew } = await founding.say(network, () => conversation.say(from, payload));
      return { ok: true, message, isNew };
    } catch (error) {
      if (error instanceof Refusal) return error.toFailure();
      throw error;
    }
  }

  /** A request has no bucket of a socket: what counts is the person's own. @throws Refusal `rate_limited` */
  #pace(from: Requester, payload: SendPayload): void {
    const { conduct, load, sockets, clock, limits } = this.parts;
    const { id } = from;
    const out = conduct.staysOut(id);
    if (out > 0) throw Refusal.from(tooFast(out));
    const burst = Math.max(limits.personEventBurst, limits.eventBurst);
    const wait = conduct.take(id, new TokenBucket(burst, burst, clock.now()));
    const loadWait = wait > 0 ? 0 : load.take(from, weightOf("message:send", payload, sockets()));
    if (wait === 0 && loadWait === 0) return;
    conduct.refused(id);
    throw new Refusal("rate_limited", wait > 0 ? "Too many messages a second." : BUSY, wait || loadWait);
  }
}

/** @throws Refusal `unauthorized` for a bot's token that is not valid */
export const whoIs = (poster: Poster, bots: Pick<BotList, "verify">): { id: string; name: string } =>
  "person" in poster ? poster.person : bots.verify(poster.botToken);
