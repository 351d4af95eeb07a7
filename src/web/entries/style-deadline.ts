/**
 * Shows a page whose style sheet does not arrive: until then a browser paints nothing and runs no module. This script is
 * `async`, which waits for no style sheet, and stands above them.
 */

/** How long a style sheet may take, in milliseconds. */
const DEADLINE = 8_000;

setTimeout(() => {
  for (const link of document.querySelectorAll<HTMLLinkElement>('head link[rel="stylesheet"]')) {
    // A style sheet that a script inserts blocks nothing, and applies when it comes after all.
    if (link.sheet === null) link.replaceWith(link.cloneNode());
  }
}, DEADLINE);
