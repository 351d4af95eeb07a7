/** Everything that an account stores: read by its person, and erased. */
import type { AccountData, AccountInfo } from "../shared/account.ts";
import { LEVELS_KEY } from "./account-rooms.ts";
import type { DeviceStore } from "./device-store.ts";
import type { LinkStore } from "./link-store.ts";
import type { PasskeyStore } from "./passkey-store.ts";
import type { RecoveryCode } from "./recovery-code.ts";
import type { StateStore } from "./state-store.ts";

/** The name of the person when they last saved themselves. */
export const NAME_KEY = "account:name";

export interface AccountStores {
  storage: DurableObjectStorage;
  devices: DeviceStore;
  links: LinkStore;
  passkeys: PasskeyStore;
  recoveryCode: RecoveryCode;
  state: StateStore;
}

/** Only for an account that has tables. */
export class OwnData {
  constructor(private readonly stores: AccountStores) {}

  /** Everything apart from secrets. @param info what `GET /api/account` shows */
  read(info: AccountInfo): AccountData {
    const { storage, devices, state } = this.stores;
    const name = storage.kv.get<string>(NAME_KEY);
    return { ...info, ...(name !== undefined && { name }), state: state.items, visits: devices.visits };
  }

  /** Removes everything, apart from which rooms are to be told that the devices are signed out. */
  erase(): void {
    const { storage, devices, links, passkeys, recoveryCode } = this.stores;
    storage.transactionSync(() => {
      for (const id of devices.ids) devices.remove(id);
      links.removeAll();
      passkeys.removeAll();
      recoveryCode.remove();
      this.#removeState();
    });
  }

  /** Removes what the devices share if nothing signs in a device any more. */
  removeIfLost(): void {
    if (this.#isLost) this.#removeState();
  }

  /** Whether nothing is left. */
  get isErased(): boolean {
    return this.#isLost && this.stores.storage.kv.get(NAME_KEY) === undefined;
  }

  get #isLost(): boolean {
    const { devices, passkeys, recoveryCode } = this.stores;
    return devices.ids.length === 0 && passkeys.all.length === 0 && !recoveryCode.exists;
  }

  #removeState(): void {
    this.stores.state.clear();
    for (const key of [NAME_KEY, LEVELS_KEY]) this.stores.storage.kv.delete(key);
  }
}
