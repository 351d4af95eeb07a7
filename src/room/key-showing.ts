/** At the door of a private room: whoever shows a key to it is a guest from now on. */
import type { Member } from "../protocol/index.ts";
import type { GuestList } from "./guest-list.ts";
import type { KeyRing, ShownKeys } from "./key-ring.ts";
import type { KeyTries } from "./key-tries.ts";
import type { NetworkBans } from "./network-bans.ts";
import type { Rights } from "./rights.ts";
import type { SanctionList } from "./sanction-list.ts";

export interface KeyShowingParts {
  keys: Pick<KeyRing, "isInvite" | "isPassphrase">;
  tries: KeyTries;
  rights: Pick<Rights, "isLetIn">;
  sanctions: Pick<SanctionList, "has">;
  guests: Pick<GuestList, "add">;
  networkBans: Pick<NetworkBans, "seen" | "check">;
}

export class KeyShowing {
  constructor(private readonly parts: KeyShowingParts) {}

  /**
   * Somebody who may not need it shows what they have. A wrong key is no error here: they are not let in, that is all.
   *
   * @throws Refusal `rate_limited` where too many were tried, `banned` where the network is
   */
  async show(person: Member, shown: ShownKeys, address: string): Promise<void> {
    const { keys, tries, rights, sanctions, guests, networkBans } = this.parts;
    networkBans.seen(person.id, address);
    if (shown.invite === undefined && shown.passphrase === undefined) return;
    if (rights.isLetIn(person.id) || sanctions.has("banned", person.id)) return;
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
