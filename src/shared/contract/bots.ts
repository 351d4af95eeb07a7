/** Programs in a room: somebody of their own, by a token that its owner made. */

/** A bot, as the owner of its room sees it. */
export interface Bot {
  /** `bot_` and 16 hexadecimal digits: also what tells a bot from a person in `from.id` and `Member.id`. */
  id: string;
  /** The name its owner gave it. */
  name: string;
}

/** A bot to be made. */
export interface BotPayload {
  /** 1 to `LIMITS.nameLength` characters. */
  name: string;
  /**
   * Chosen by the owner, 1 to `LIMITS.nonceLength` printable ASCII characters: whoever asks again with the same one gets
   * the same bot, with a token in place of the one before.
   */
  nonce?: string;
}

/** A bot that was made. Its token is not told again. */
export interface NewBot {
  bot: Bot;
  /**
   * `bot_<16 hexadecimal digits>_<64 of them>`: as `auth.token` of a Socket.IO client, or as
   * `Authorization: Bearer <token>` of a request.
   */
  token: string;
}

/** A bot to be taken its token. */
export interface BotRevocation {
  id: string;
}

/** Whether somebody of this id is a bot. */
export const isBot = (id: string): boolean => /^bot_[0-9a-f]{16}$/.test(id);

/** Whether a token is a bot's, valid or not: no other begins like it. */
export const isBotToken = (token: string): boolean => token.startsWith("bot_");
