/** The sentence in the page's HTML that says that the page takes long to load. */

/** Removes it, at once or when the style sheet is here. */
export function removeLateNotice(): void {
  const notice = document.getElementById("slow-load-notice");
  const links = [...document.querySelectorAll<HTMLLinkElement>('head link[rel="stylesheet"]')];
  const missing = links.filter(({ sheet }) => sheet === null);
  if (missing.length === 0) notice?.remove();
  for (const link of missing) link.addEventListener("load", removeLateNotice, { once: true });
}
