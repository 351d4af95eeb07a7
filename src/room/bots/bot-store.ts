/** The bots of a room, and hashes of their tokens. */
import type { Principal, RequestPrincipal } from "../../auth/principal.ts";
import { type Bot, type BotPayload, isBot, type NewBot } from "../../shared/contract/bots.ts";
import type { Limits } from "../../shared/limits.ts";
import { RoomError } from "../room-error.ts";
import { isSecretOf, issueToken, newBotId, parseToken } from "./bot-token.ts";

const KEY = "room:bots";

interface StoredBot extends Bot {
  /** @see IssuedToken.hash */
  hash: Uint8Array;
  /** The nonce of the request that created it. */
  nonce?: string;
}

export class BotStore {
  #stored: readonly StoredBot[] | undefined;

  constructor(
    private readonly kv: SyncKvStorage,
    private readonly limits: Pick<Limits, "bots">,
  ) {}

  /** All bots, the oldest first. */
  get all(): Bot[] {
    return this.#bots.map(({ id, name }) => ({ id, name }));
  }

  has(id: string): boolean {
    return this.#bots.some((bot) => bot.id === id);
  }

  /**
   * Creates a bot, or gives the one that was created with the same nonce a new token.
   *
   * @throws {RoomError} `too_large` when the room has as many as it may
   */
  create({ name, nonce }: BotPayload): NewBot {
    const known = nonce === undefined ? undefined : this.#bots.find((bot) => bot.nonce === nonce);
    if (known === undefined && this.#bots.length >= this.limits.bots)
      throw new RoomError("too_large", `A room has at most ${this.limits.bots} bots.`);
    const identity = known ?? { id: newBotId(), name, ...(nonce && { nonce }) };
    const { token, hash } = issueToken(identity.id);
    const bot: StoredBot = { ...identity, hash };
    if (known === undefined) this.#store([...this.#bots, bot]);
    else this.#store(this.#bots.map((other) => (other === known ? bot : other)));
    return { bot: { id: bot.id, name: bot.name }, token };
  }

  /** Removes a bot and its token. @returns whether there was such a bot */
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
    const parsed = parseToken(token);
    const bot = parsed && this.#bots.find(({ id }) => id === parsed.id);
    if (bot === undefined || !isSecretOf(bot.hash, parsed?.secret ?? ""))
      throw new RoomError("unauthorized", "This bot's token is not valid in this room (any more).");
    return { kind: "bot", id: bot.id, name: bot.name };
  }

  /** Adds a bot of an export. It has no token: no one can know one that fits. @throws {RoomError} `too_large`, or `invalid` */
  restore({ id, name }: Bot): void {
    if (!isBot(id) || this.has(id)) throw new RoomError("invalid", "id: must be of a bot, and of one only");
    if (this.#bots.length >= this.limits.bots)
      throw new RoomError("too_large", `A room has at most ${this.limits.bots} bots.`);
    this.#store([...this.#bots, { id, name, hash: issueToken(id).hash }]);
  }

  /** Clears the cache after the storage was emptied. */
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
