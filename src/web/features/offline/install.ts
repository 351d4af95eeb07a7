/** Installs the service worker, which stores the page on this device. */

const SCRIPT = "/assets/service-worker.js";

/** Does nothing in browsers without service workers. */
export async function installOffline(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register(SCRIPT, { scope: "/" });
  } catch {
    // A full disk or a private window: the page works as before, online.
  }
}
