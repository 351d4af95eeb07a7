/**
 * Files of a private room for a user without a cookie: in a frame of another site, or with cookies blocked. The browser's own requests
 * carry no token, so what they could not load is fetched with it.
 */
import { filePath } from "../../../shared/contract/files.ts";
import type { RoomClient } from "../../core/room-client.ts";
import type { Toast } from "../../ui/toast.tsx";

/** How long a file may take to begin, in milliseconds. */
const TIMEOUT = 30_000;

/** How many files are kept in memory. */
const MAX_KEPT = 30;

/** Watches the page until the room is left. */
export function authorizeFiles(room: RoomClient, toast: Toast): void {
  const left = new AbortController();
  const kept = new Map<string, Promise<string>>();
  const prefix = new URL(filePath(room.name, ""), location.href).href;

  /** The address of a file's content in memory. */
  const contentOf = (address: string): Promise<string> => {
    const known = kept.get(address);
    if (known !== undefined) return known;
    const content = fetchContent(address, room.token).catch((error: unknown) => {
      kept.delete(address);
      throw error;
    });
    kept.set(address, content);
    const [oldest] = kept;
    if (kept.size > MAX_KEPT && oldest !== undefined) forget(...oldest);
    return content;
  };
  const forget = (address: string, content: Promise<string>): void => {
    kept.delete(address);
    void content.then(
      (url) => URL.revokeObjectURL(url),
      () => undefined,
    );
  };
  /** Shows the content of a file that could not be loaded. */
  const replace = (element: HTMLImageElement | HTMLMediaElement): void => {
    const address = element.src;
    if (!address.startsWith(prefix)) return;
    contentOf(address).then(
      (content) => {
        // The element may show another file by now.
        if (element.src === address) element.src = content;
      },
      () => undefined,
    );
  };
  const options = { capture: true, signal: left.signal };
  // The event does not bubble.
  document.addEventListener(
    "error",
    ({ target }) => {
      if (target instanceof HTMLImageElement || target instanceof HTMLMediaElement) replace(target);
    },
    options,
  );
  // Those of the first messages have failed before this part of the page was loaded.
  for (const image of document.images) if (image.complete && image.naturalWidth === 0) replace(image);
  for (const player of document.querySelectorAll<HTMLMediaElement>("audio, video"))
    if (player.error !== null) replace(player);
  document.addEventListener(
    "click",
    (event) => {
      const link = event.target instanceof Element ? event.target.closest("a") : null;
      if (link === null || !link.href.startsWith(prefix)) return;
      event.preventDefault();
      contentOf(link.href).then(
        (content) => {
          const download = document.createElement("a");
          download.href = content;
          download.download = link.download;
          download.click();
        },
        () => toast.showNotLoaded(),
      );
    },
    options,
  );
  room.onClose(() => {
    left.abort();
    for (const entry of kept) forget(...entry);
  });
}

async function fetchContent(address: string, token: string | undefined): Promise<string> {
  const response = await fetch(address, {
    headers: token === undefined ? {} : { Authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(TIMEOUT),
  });
  if (!response.ok) throw new Error(String(response.status));
  return URL.createObjectURL(await response.blob());
}
