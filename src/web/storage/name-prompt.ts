/** Whether this device has asked somebody for a name: it does so once. */
import type { Store } from "./device-storage.ts";

const KEY = "name:asked";

/** Whether nobody has chosen a name on this device, or was asked for one. */
export const shouldAskForName = (store: Store): boolean =>
  store.get("name") === undefined && store.get(KEY) === undefined;

export const markNameAsked = (store: Store): void => store.set(KEY, "1");
