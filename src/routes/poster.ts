/** Who says something by HTTP: a bot by its token, a person by theirs or by the session cookie. */
import { isBotToken } from "../protocol/bots.ts";
import type { Poster } from "../room/posting.ts";
import type { AppContext } from "./app-env.ts";
import { bearerToken, knownVisitor } from "./visitor.ts";

/** @returns undefined for somebody who does not say who they are, or cannot prove it */
export async function posterOf(c: AppContext): Promise<Poster | undefined> {
  const token = bearerToken(c);
  if (token !== undefined && isBotToken(token)) return { botToken: token };
  const session = await knownVisitor(c);
  return session && { person: { id: session.id, name: session.name } };
}
