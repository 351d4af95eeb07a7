/** At the door of a private room: whoever shows a key to it is a guest from now on. */
import type { Member } from "../../shared/contract/index.ts";
import type { NetworkBans } from "../moderation/network-bans.ts";
import type { SanctionStore } from "../moderation/sanction-store.ts";
import type { Permissions } from "../permissions.ts";
import type { AccessCredentials, PresentedCredentials } from "./access-credentials.ts";
import type { CredentialLimiter } from "./credential-limiter.ts";
import type { GuestStore } from "./guest-store.ts";

export interface CredentialRedeemerDependencies {
  keys: Pick<AccessCredentials, "isInvite" | "isPassphrase">;
  tries: CredentialLimiter;
  permissions: Pick<Permissions, "isLetIn">;
  sanctions: Pick<SanctionStore, "has">;
  guests: Pick<GuestStore, "add">;
  networkBans: Pick<NetworkBans, "seen" | "check">;
}

export class CredentialRedeemer {
  constructor(private readonly deps: CredentialRedeemerDependencies) {}

  /**
   * Somebody who may not need it shows what they have. A wrong key is no error here: they are not let in, that is all.
   *
   * @throws Refusal `rate_limited` where too many were tried, `banned` where the network is
   */
  async show(person: Member, shown: PresentedCredentials, address: string): Promise<void> {
    const { keys, tries, permissions, sanctions, guests, networkBans } = this.deps;
    networkBans.seen(person.id, address);
    if (shown.invite === undefined && shown.passphrase === undefined) return;
    if (permissions.isLetIn(person.id) || sanctions.has("banned", person.id)) return;
    networkBans.check(address);
    if (!keys.isInvite(shown.invite)) {
      tries.take(address);
      if (!(await keys.isPassphrase(shown.passphrase))) return;
      tries.giveBack(address);
    }
    networkBans.check(address);
    // Asked again: they may have been banned while the passphrase was hashed.
    if (!sanctions.has("banned", person.id)) guests.add({ id: person.id, name: person.name });
  }
}
