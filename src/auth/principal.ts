/** Who a request or a socket speaks for, however it proved so: session cookie, session token or bot token. */
import type { IdentityGrants } from "./identity/claims.ts";
import type { Session } from "./session.ts";

export interface Principal {
  kind: "visitor" | "bot";
  /** The session's id, or the bot's. */
  id: string;
  name: string;
  /** The name comes from a token of the operator's issuer: the person cannot have another one. */
  isNameFixed?: boolean;
  /** What a token of the operator's issuer allows. Only for its person. */
  grants?: IdentityGrants;
  /** The device of a visitor's session, see `Session.device`. */
  device?: string;
}

/** A bot's token. Only the room that issued it can verify it. */
export interface BotToken {
  kind: "bot-token";
  token: string;
}

/** The principal of an HTTP request, as far as the worker can verify it. */
export type RequestPrincipal = Principal | BotToken;

/** The principal of a verified token of the operator's issuer. */
export const identityPrincipal = ({
  id,
  name,
  isNameFixed,
  grants,
}: Pick<Principal, "id" | "name" | "isNameFixed" | "grants">): Principal => ({
  kind: "visitor",
  id,
  name,
  isNameFixed: isNameFixed === true,
  ...(grants && { grants }),
});

/** The principal of a verified session. */
export const visitorPrincipal = ({ id, name, device }: Omit<Session, "expires">): Principal => ({
  kind: "visitor",
  id,
  name,
  ...(device !== undefined && { device }),
});
