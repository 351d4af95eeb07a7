/** Leaves a page whose user was signed out. */
import { wipeDevice } from "../../storage/wipe-device.ts";

/**
 * The page that ends a sign-out. The server sends every other page of this browser there, too, until it has. Later it sends the browser on,
 * and the fragment goes along: a tab that comes late says that the user is signed out, too.
 */
export const SIGNED_OUT_PATH = "/signed-out#left";

/** How long the page waits for the storage, in milliseconds. */
const WIPE_TIMEOUT = 3_000;

/**
 * Removes the data of the user from the browser and opens {@link SIGNED_OUT_PATH}, which removes it again: other tabs may have written
 * something in between.
 */
export async function leave(): Promise<void> {
  // No unsent message holds the page back: the user was told, or is not the one who sits here.
  addEventListener("beforeunload", (event) => event.stopImmediatePropagation(), { capture: true });
  const timeout = new Promise((resolve) => setTimeout(resolve, WIPE_TIMEOUT));
  await Promise.race([wipeDevice(), timeout]);
  location.replace(SIGNED_OUT_PATH);
}
