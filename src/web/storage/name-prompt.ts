/** Whether this device has asked for a name, which it does once. */
import type { Store } from "./device-storage.ts";

const KEY = "name:asked";

/** Whether there is no name on this device and it has not asked for one. */
export const shouldAskForName = (store: Store): boolean =>
  store.get("name") === undefined && store.get(KEY) === undefined;

export const markNameAsked = (store: Store): void => store.set(KEY, "1");
