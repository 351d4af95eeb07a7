/** Data in the HTML of a page, for its script. */

/**
 * A data block is not a script for the Content-Security-Policy. Only a `<` could end it, or begin a comment in it.
 * Source: https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements
 */
export const jsonElement = (id: string, value: object): string =>
  `<script type="application/json" id="${id}">${JSON.stringify(value).replaceAll("<", "\\u003c")}</script>`;
