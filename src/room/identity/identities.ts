/** People with a token of the operator's issuer: who they are in this room, and what their token allows. */
import { type Identity, isForRoom } from "../../auth/identity/claims.ts";
import type { Principal, RequestPrincipal } from "../../auth/principal.ts";
import type { ConnectionIdentity } from "../../shared/contract/connection.ts";
import { type Failure, failure } from "../../shared/contract/errors.ts";
import type { GuestStore } from "../access/guest-store.ts";
import type { BotStore } from "../bots/bot-store.ts";
import type { SanctionStore } from "../moderation/sanction-store.ts";
import type { Permissions } from "../permissions.ts";
import { RoomError } from "../room-error.ts";
import type { RoomSocket } from "../room-io.ts";
import type { RoleStore } from "./role-store.ts";

export interface IdentitiesDependencies {
  /** The room's name. */
  room: string;
  verify: (jwt: string) => Promise<{ ok: true; identity: Identity } | Failure>;
  roles: Pick<RoleStore, "set">;
  guests: Pick<GuestStore, "add">;
  sanctions: Pick<SanctionStore, "has">;
  permissions: Pick<Permissions, "isAdmitted">;
  bots: Pick<BotStore, "resolve">;
}

/** The reason when a connection ends with its token. */
export const EXPIRED = failure(
  "unauthorized",
  "JWT: The token has expired. Connect with a new one as auth.jwt, or send it in time by auth:renew.",
);

export class Identities {
  constructor(private readonly deps: IdentitiesDependencies) {}

  /** The person of a token. @throws {RoomError} `unauthorized`, `internal`, or `forbidden` for a token of other rooms */
  async authenticate(jwt: string): Promise<Identity> {
    const verified = await this.deps.verify(jwt);
    if (!verified.ok) throw RoomError.from(verified.error);
    const { identity } = verified;
    if (!isForRoom(identity.grants, this.deps.room))
      throw new RoomError("forbidden", 'JWT: "rooms" does not have this room.');
    return identity;
  }

  /** The principal of a request. @throws {RoomError} `unauthorized` for a bot without a valid token */
  resolve(principal: RequestPrincipal): Principal {
    const resolved = this.deps.bots.resolve(principal);
    this.grant(resolved);
    return resolved;
  }

  /**
   * Applies what a token allows: a token that names this room admits its person like an invite, and may have the owner's role.
   * Nothing is written for a person without a token, or when nothing changes.
   */
  grant({ id, name, grants }: Pick<Principal, "id" | "name" | "grants">): void {
    const { roles, guests, sanctions, permissions } = this.deps;
    if (grants === undefined || sanctions.has("banned", id)) return;
    roles.set(id, grants.role === "owner" ? grants.expires : undefined);
    if (grants.rooms !== undefined && !permissions.isAdmitted(id)) guests.add({ id, name });
  }
}

/** What the client of a person is told about their token. */
export const toConnectionIdentity = ({ expires, isNameFixed, grants }: Identity): ConnectionIdentity => ({
  expires,
  ...(isNameFixed && { fixedName: true }),
  ...(grants.role === "owner" && { role: grants.role }),
});

/** Notes on a socket what lasts as long as its token. */
export function setIdentity({ data }: RoomSocket, { expires, isNameFixed, picture }: Identity): void {
  data.expires = expires;
  if (isNameFixed) data.fixedName = true;
  else delete data.fixedName;
  if (picture === undefined) delete data.picture;
  else data.picture = picture;
}
