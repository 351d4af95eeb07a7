/** Admits a client to a private room by an invite or a passphrase: its user is a guest from then on. */
import type { Principal } from "../../auth/principal.ts";
import type { NetworkBans } from "../moderation/network-bans.ts";
import type { SanctionStore } from "../moderation/sanction-store.ts";
import type { Permissions } from "../permissions.ts";
import type { AccessCredentials, PresentedCredentials } from "./access-credentials.ts";
import type { CredentialLimiter } from "./credential-limiter.ts";
import type { GuestStore } from "./guest-store.ts";

export interface CredentialRedeemerDependencies {
  credentials: Pick<AccessCredentials, "isInvite" | "isPassphrase">;
  credentialLimiter: CredentialLimiter;
  permissions: Pick<Permissions, "isAdmitted" | "requireOpen">;
  sanctions: Pick<SanctionStore, "has">;
  guests: Pick<GuestStore, "add">;
  networkBans: Pick<NetworkBans, "hash" | "check">;
}

export class CredentialRedeemer {
  constructor(private readonly deps: CredentialRedeemerDependencies) {}

  /**
   * Makes a user a guest whose credentials are right. Wrong ones are no error here: the user is not admitted later on.
   *
   * @throws {RoomError} `rate_limited` after too many tries, `banned` where the network is, `locked` while an operator has closed the room
   */
  async redeem({ id, name }: Principal, presented: PresentedCredentials, address: string): Promise<void> {
    const { credentials, credentialLimiter, permissions, sanctions, guests, networkBans } = this.deps;
    if (presented.invite === undefined && presented.passphrase === undefined) return;
    if (permissions.isAdmitted(id) || sanctions.has("banned", id)) return;
    permissions.requireOpen(id);
    networkBans.check(address);
    if (!credentials.isInvite(presented.invite)) {
      credentialLimiter.take(address);
      if (!(await credentials.isPassphrase(presented.passphrase))) return;
      credentialLimiter.giveBack(address);
      // Checked again: the user, or another one of the network, may have been banned while the passphrase was hashed.
      networkBans.check(address);
      if (sanctions.has("banned", id)) return;
    }
    const network = networkBans.hash(address);
    guests.add(network === undefined ? { id, name } : { id, name, network });
  }
}
