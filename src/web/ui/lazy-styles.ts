/** The style sheet of what shows after the first messages: dialogs, menus, the network inspector. */

let loading: Promise<void> | undefined;

/** Loads it once. After a failure the next call loads it again. */
function loadLazyStyles(): Promise<void> {
  loading ??= new Promise<void>((resolve, reject) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = document.querySelector<HTMLMetaElement>('meta[name="lazy-style"]')?.content ?? "";
    link.addEventListener("load", () => resolve());
    link.addEventListener("error", () => {
      link.remove();
      loading = undefined;
      reject(new Error("the style sheet did not load"));
    });
    document.head.append(link);
  });
  return loading;
}

/** Resolves with a module once the style sheet has loaded, too. */
export const withStyles = <Part>(part: Promise<Part>): Promise<Part> =>
  Promise.all([part, loadLazyStyles()]).then(([part]) => part);
