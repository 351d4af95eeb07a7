/** Removes everything that the pages of this server stored in the browser, apart from the files of the page itself. */

/** The caches of the service worker with the files of a build. They are the same for every person. */
const BUILDS = "page-";

/** The databases of the page, for browsers that do not list them. */
const DATABASES = ["socket-rocket", "socket-rocket-files"];

/** Removes messages, drafts, files, names and settings of the person who used the browser. Never rejects. */
export async function wipeDevice(): Promise<void> {
  for (const open of [() => localStorage, () => sessionStorage]) {
    try {
      open().clear();
    } catch {
      // A browser without storage has nothing of the person.
    }
  }
  window.name = "";
  removeCookies();
  await Promise.allSettled([removeCaches(), removeDatabases(), unsubscribe(), clearBadge()]);
}

/** Cookies that scripts can read. The server replaces the session's. */
function removeCookies(): void {
  for (const pair of document.cookie.split("; ")) {
    const [name = ""] = pair.split("=");
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser.
    if (name !== "") document.cookie = `${name}=; Path=/; Max-Age=0`;
  }
}

async function removeCaches(): Promise<void> {
  const names = (await caches.keys()).filter((name) => !name.startsWith(BUILDS));
  await Promise.all(names.map((name) => caches.delete(name)));
}

/** Ends Web Push: rooms remove a subscription that its push service does not know any more. */
async function unsubscribe(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  for (const notice of (await registration?.getNotifications()) ?? []) notice.close();
  await (await registration?.pushManager?.getSubscription())?.unsubscribe();
}

/** The icon of an installed app shows how many messages there are for the person. */
async function clearBadge(): Promise<void> {
  await (navigator as { clearAppBadge?(): Promise<void> }).clearAppBadge?.();
}

async function removeDatabases(): Promise<void> {
  const listed = (await indexedDB.databases?.().catch(() => [])) ?? [];
  const names = new Set([...DATABASES, ...listed.flatMap(({ name }) => name ?? [])]);
  await Promise.all(Array.from(names, removeDatabase));
}

/**
 * Empties a database and deletes it. A tab that still has it open delays only the deletion. Opening one that does not exist creates it,
 * so it is deleted in any case.
 */
async function removeDatabase(name: string): Promise<void> {
  const database = await result(indexedDB.open(name));
  const stores = [...database.objectStoreNames];
  if (stores.length > 0) {
    const transaction = database.transaction(stores, "readwrite");
    await Promise.all(stores.map((store) => result(transaction.objectStore(store).clear())));
  }
  database.close();
  indexedDB.deleteDatabase(name);
}

const result = <Value>(request: IDBRequest<Value>): Promise<Value> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
