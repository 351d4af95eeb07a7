/** Waits for a moment without other work. */

/**
 * Resolves when the browser is idle, and after two seconds at the latest: a device that is busy with something else may not
 * be idle for a minute. Without `requestIdleCallback` it resolves after the current task.
 */
export const whenIdle = (): Promise<unknown> =>
  new Promise((resolve) => {
    if ("requestIdleCallback" in window) requestIdleCallback(resolve, { timeout: 2_000 });
    else setTimeout(resolve, 1);
  });

/**
 * Resolves in a new task: the browser can paint and handle input before it. Unlike a timer it is not throttled in a hidden
 * tab.
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
