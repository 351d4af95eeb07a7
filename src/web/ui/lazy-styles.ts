/** The style sheet of what shows later than the first messages: dialogs, menus, the wire view. */

let loading: Promise<void> | undefined;

/** Loads it, unless it is here or on its way. What did not arrive is asked for again by the next call. */
function loadLazyStyles(): Promise<void> {
  loading ??= new Promise<void>((resolve, reject) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = document.querySelector<HTMLMetaElement>('meta[name="late-style"]')?.content ?? "";
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

/** A part of the page once its style sheet is there too. */
export const withStyles = <Part>(part: Promise<Part>): Promise<Part> =>
  Promise.all([part, loadLazyStyles()]).then(([part]) => part);
