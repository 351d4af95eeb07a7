/** Installs the service worker, which keeps the page on this device. */

const SCRIPT = "/assets/service-worker.js";

/** Once the page has nothing better to do. Where a browser has or allows no service worker, nothing is lost. */
export async function installOffline(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register(SCRIPT, { scope: "/" });
  } catch {
    // A full disk or a private window: the page works as before, with a network.
  }
}
