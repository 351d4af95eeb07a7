/** The front page of a user with an account: their rooms of other devices, and a sign-out by another device. */
import { AccountRequests } from "../../core/account/account-requests.ts";
import { AccountSync } from "../../core/account/account-sync.ts";
import { forgetAccount } from "../../core/account/shared-items.ts";
import { systemClock } from "../../core/clock.ts";
import type { Store } from "../../storage/device-storage.ts";
import { Profile } from "../../storage/profile.ts";

/** How often a page that is visible asks, in milliseconds. It has no socket. */
const ASK_EVERY = 60_000;

/** @param changed called when the list of rooms is different */
export function followAccount(store: Store, changed: () => void): void {
  const requests = new AccountRequests(new Profile(store));
  const sync = new AccountSync({
    store,
    clock: systemClock,
    send: (request) => requests.shareState(request),
    merged: ({ isListNew }) => {
      if (isListNew) changed();
    },
    rejected() {
      forgetAccount(store);
      // `SIGNED_OUT_PATH`, in a chunk that this page does not load.
      location.replace("/signed-out#left");
    },
  });
  const look = () => {
    if (document.visibilityState === "visible") sync.looked();
  };
  document.addEventListener("visibilitychange", look);
  addEventListener("focus", look);
  addEventListener("pageshow", look);
  setInterval(look, ASK_EVERY);
  look();
}
