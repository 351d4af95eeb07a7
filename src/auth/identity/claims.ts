/** What a JSON Web Token of the operator's issuer says about a person. */
import { Buffer } from "node:buffer";
import type { JWTPayload } from "jose";
import { EXTERNAL_ID_PREFIX } from "../../shared/contract/message.ts";
import type { OperatorRole } from "../../shared/operator.ts";
import { parseRoomName } from "../../shared/room-name.ts";
import { cleanName } from "../../shared/text/clean-text.ts";
import { friendlyName } from "../friendly-name.ts";
import { SESSION_SECONDS } from "../session.ts";

/** A person with an identity of the operator's site. */
export interface Identity {
  /** Made from the issuer and `sub`, see {@link externalId}. */
  id: string;
  name: string;
  /** Whether the name comes from the token, so that the person cannot change it. */
  isNameFixed: boolean;
  /** The address of a picture, from an origin that the deployment allows. */
  picture?: string;
  /** When the token ends, in milliseconds since the epoch: at most as long as a session lasts. */
  expires: number;
  grants: IdentityGrants;
}

/** What a token allows in rooms. */
export interface IdentityGrants {
  /** The canonical names of the rooms it is for; undefined for all rooms. */
  rooms?: readonly string[];
  /**
   * `owner`: the owner's rights in `rooms`. `operator`: runs the deployment, `moderator`: handles its reports and bans, both only of a
   * token that names no rooms.
   */
  role?: "owner" | OperatorRole;
  /** When the grants end, in milliseconds since the epoch. */
  expires: number;
}

/** The claims of a token cannot be used. The message is for the developer of the site. */
export class ClaimError extends Error {}

export interface ClaimOptions {
  /** The longest name, in UTF-16 code units. */
  nameLength: number;
  /** Origins that pictures may come from. */
  pictureOrigins: readonly string[];
  /** Milliseconds since the epoch. */
  now: number;
}

/** The longest address of a picture, in characters. It is stored with each connection. */
const PICTURE_LENGTH = 1_024;

/** The most rooms of a token. */
const MAX_ROOMS = 100;

/** How long the hash in an id is, in characters of base64url: 192 bits. */
const HASH_LENGTH = 32;

/**
 * Reads the claims of a token whose signature, issuer and audience are verified.
 *
 * @throws ClaimError
 */
export async function identityOf(claims: JWTPayload, options: ClaimOptions): Promise<Identity> {
  const { sub, exp, iss = "" } = claims;
  if (typeof sub !== "string" || sub === "") throw new ClaimError('"sub" must be a text that is not empty.');
  if (typeof exp !== "number") throw new ClaimError('"exp" is missing: a token must end at some time.');
  // A date that a clock cannot show would be no time for an alarm.
  const expires = Math.floor(Math.min(exp * 1_000, options.now + SESSION_SECONDS * 1_000));
  // Without the tolerance that `nbf` has: the connection ends at this time.
  if (expires <= options.now) throw new ClaimError("The token has expired.");
  const id = await externalId(iss, sub);
  const name = nameIn(claims.name, options.nameLength);
  const picture = pictureIn(claims.picture, options.pictureOrigins);
  return {
    id,
    name: name ?? friendlyName(id),
    isNameFixed: name !== undefined,
    ...(picture && { picture }),
    expires,
    grants: grantsIn(claims, expires),
  };
}

/**
 * The id of a person: `sso_` and a hash of issuer and subject, because a subject may have any characters. A session's id has 16
 * characters and a bot's another prefix, so neither can be the same.
 */
export async function externalId(issuer: string, subject: string): Promise<string> {
  const text = new TextEncoder().encode(JSON.stringify([issuer, subject]));
  const hash = await crypto.subtle.digest("SHA-256", text);
  return EXTERNAL_ID_PREFIX + Buffer.from(hash).toString("base64url").slice(0, HASH_LENGTH);
}

/** The name as rooms show it, cut to its longest length; undefined if there is none. */
function nameIn(claim: unknown, length: number): string | undefined {
  if (claim === undefined || claim === null) return undefined;
  if (typeof claim !== "string") throw new ClaimError('"name" must be a text.');
  let name = cleanName(claim);
  if (name.length > length) {
    let cut = "";
    for (const character of name) {
      if (cut.length + character.length > length) break;
      cut += character;
    }
    name = cleanName(cut);
  }
  return name === "" ? undefined : name;
}

/** A picture from another origin is dropped: it would tell that site who reads the room. */
function pictureIn(claim: unknown, origins: readonly string[]): string | undefined {
  if (typeof claim !== "string" || claim.length > PICTURE_LENGTH) return undefined;
  const url = URL.parse(claim);
  return url !== null && origins.includes(url.origin) ? url.href : undefined;
}

function grantsIn({ rooms, role }: JWTPayload, expires: number): IdentityGrants {
  // Other values belong to other programs that read the same token.
  if (rooms === undefined) return { expires, ...(isOperatorRole(role) && { role }) };
  if (!Array.isArray(rooms) || rooms.length > MAX_ROOMS)
    throw new ClaimError(`"rooms" must be a list of at most ${MAX_ROOMS} names of rooms.`);
  const names = rooms.map((room: unknown) => {
    const parsed = typeof room === "string" ? parseRoomName(room) : undefined;
    if (!parsed?.ok) throw new ClaimError('"rooms" has an entry that is not the name of a room.');
    return parsed.name;
  });
  return { rooms: names, expires, ...(role === "owner" && { role }) };
}

const isOperatorRole = (role: unknown): role is OperatorRole => role === "operator" || role === "moderator";

/** Whether a token may be used in a room. */
export const isForRoom = ({ rooms }: IdentityGrants, room: string): boolean =>
  rooms === undefined || rooms.includes(room);
