/** Waits for a moment in which the page has nothing better to do. */

/** Resolves after what is there has been painted; where a browser cannot tell, as soon as other work lets it. */
export const whenIdle = (): Promise<void> =>
  new Promise((resolve) => {
    if ("requestIdleCallback" in window) requestIdleCallback(() => resolve());
    else setTimeout(resolve, 1);
  });

/**
 * Resolves in a task of its own, before which the browser can paint and handle input. Unlike a timer it is not held back
 * in a tab that nobody looks at.
 */
export const nextTask = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
