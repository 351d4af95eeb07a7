/** Waits for a moment in which the page has nothing better to do. */

/** Resolves after what is there has been painted; where a browser cannot tell, as soon as other work lets it. */
export const whenIdle = (): Promise<void> =>
  new Promise((resolve) => {
    if ("requestIdleCallback" in window) requestIdleCallback(() => resolve());
    else setTimeout(resolve, 1);
  });
