/** Bots: programs that connect to a room with a token from its owner. */

/** A bot, as the owner of its room sees it. */
export interface Bot {
  /** `bot_` and 16 hexadecimal digits, which also distinguish bots in `from.id` and `Member.id`. */
  id: string;
  /** The name that the owner of the room chose. */
  name: string;
}

/** A bot to create. */
export interface BotPayload {
  /** 1 to `LIMITS.nameLength` characters. */
  name: string;
  /**
   * Chosen by the owner, 1 to `LIMITS.nonceLength` printable ASCII characters. A retry with the same nonce returns the same
   * bot, with a new token.
   */
  nonce?: string;
}

/** A new bot. Its token is sent only once. */
export interface NewBot {
  bot: Bot;
  /**
   * `bot_<16 hexadecimal digits>_<64 of them>`: as `auth.token` of a Socket.IO client, or as
   * `Authorization: Bearer <token>` of a request.
   */
  token: string;
}

/** A bot whose token is revoked. */
export interface BotRevocation {
  id: string;
}

/** Whether this is the id of a bot. */
export const isBot = (id: string): boolean => /^bot_[0-9a-f]{16}$/.test(id);

/** Whether a token has the form of a bot's, valid or not. */
export const isBotToken = (token: string): boolean => token.startsWith("bot_");
