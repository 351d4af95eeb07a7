/** The bots of a room, and what proves that a program is one of them: only hashes of their tokens are kept. */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { Principal, RequestPrincipal } from "../../auth/principal.ts";
import type { Bot, BotPayload, NewBot } from "../../shared/contract/bots.ts";
import type { Limits } from "../../shared/limits.ts";
import { RoomError } from "../room-error.ts";

const KEY = "room:bots";

const TOKEN = /^(bot_[0-9a-f]{16})_([0-9a-f]{64})$/;

interface StoredBot extends Bot {
  /** SHA-256 of the token's secret half. */
  hash: Uint8Array;
  /** What its owner asked for it by. */
  nonce?: string;
}

export class BotStore {
  #stored: readonly StoredBot[] | undefined;

  constructor(
    private readonly kv: SyncKvStorage,
    private readonly limits: Pick<Limits, "bots">,
  ) {}

  /** All bots, in the order they were made. */
  get all(): Bot[] {
    return this.#bots.map(({ id, name }) => ({ id, name }));
  }

  has(id: string): boolean {
    return this.#bots.some((bot) => bot.id === id);
  }

  /**
   * Makes a bot, or gives the one that was asked for by the same nonce another token.
   *
   * @throws Refusal `too_large` when the room has as many as it may
   */
  create({ name, nonce }: BotPayload): NewBot {
    const known = nonce === undefined ? undefined : this.#bots.find((bot) => bot.nonce === nonce);
    if (known === undefined && this.#bots.length >= this.limits.bots)
      throw new RoomError("too_large", `A room has at most ${this.limits.bots} bots.`);
    const secret = randomBytes(32).toString("hex");
    const hash = hashOf(secret);
    const made = known ?? { id: `bot_${randomBytes(8).toString("hex")}`, name, ...(nonce && { nonce }) };
    const bot: StoredBot = { ...made, hash };
    this.#store(
      known === undefined ? [...this.#bots, bot] : this.#bots.map((one) => (one === known ? bot : one)),
    );
    return { bot: { id: bot.id, name: bot.name }, token: `${bot.id}_${secret}` };
  }

  /** Takes a bot its token. @returns whether there was such a bot */
  revoke(id: string): boolean {
    const others = this.#bots.filter((bot) => bot.id !== id);
    if (others.length === this.#bots.length) return false;
    this.#store(others);
    return true;
  }

  /** The principal of a request: a visitor's as it is, a bot's by its token. Throws what {@link verify} throws. */
  resolve(principal: RequestPrincipal): Principal {
    return principal.kind === "bot-token" ? this.verify(principal.token) : principal;
  }

  /** The bot whose token this is. @throws {RoomError} `unauthorized` */
  verify(token: string): Principal {
    const [, id, secret = ""] = token.match(TOKEN) ?? [];
    const bot = this.#bots.find((one) => one.id === id);
    if (bot === undefined || !timingSafeEqual(bot.hash, hashOf(secret))) {
      throw new RoomError("unauthorized", "This bot's token is not valid in this room (any more).");
    }
    return { kind: "bot", id: bot.id, name: bot.name };
  }

  /** Forgets what it remembers of a storage that was emptied. */
  forget(): void {
    this.#stored = undefined;
  }

  get #bots(): readonly StoredBot[] {
    this.#stored ??= this.kv.get<StoredBot[]>(KEY) ?? [];
    return this.#stored;
  }

  #store(bots: readonly StoredBot[]): void {
    this.kv.put(KEY, bots);
    this.#stored = bots;
  }
}

const hashOf = (secret: string): Uint8Array => new Uint8Array(createHash("sha256").update(secret).digest());
