/**
 * Shows the page if its style sheet does not arrive: a browser paints nothing and runs no module before it. This script is
 * `async` and above the style sheets, so that it waits for none.
 */

/** How long a style sheet may take, in milliseconds. */
const DEADLINE = 8_000;

setTimeout(() => {
  for (const link of document.querySelectorAll<HTMLLinkElement>('head link[rel="stylesheet"]')) {
    // An inserted style sheet does not block, and still applies when it arrives.
    if (link.sheet === null) link.replaceWith(link.cloneNode());
  }
}, DEADLINE);
