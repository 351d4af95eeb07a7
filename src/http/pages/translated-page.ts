/** Writes the words of a page into its file, in the language of whoever reads it. */
import { type ClientLimits, differingLimits } from "../../shared/client-limits.ts";
import { directionOf, type Language } from "../../shared/language.ts";
import { WORDS } from "./i18n/index.ts";

type PageWords = (typeof WORDS)[Language]["pages"];

/**
 * Fills a file of public/. Words go into the elements that name theirs with `data-words`, and of the scripts with
 * the page's own words the browser is told to fetch the one of this language early. `data-limits` says which limits are not
 * the defaults.
 */
export function translatedPage(file: Response, language: Language, limits: ClientLimits): Response {
  const words = WORDS[language].pages;
  const differing = differingLimits(limits);
  return new HTMLRewriter()
    .on("html", {
      element(html) {
        html.setAttribute("lang", language);
        html.setAttribute("dir", directionOf(language));
        if (differing !== undefined) html.setAttribute("data-limits", JSON.stringify(differing));
      },
    })
    .on("[data-words]", {
      element(element) {
        const text = words[element.getAttribute("data-words") as keyof PageWords];
        element.removeAttribute("data-words");
        if (element.tagName === "meta") element.setAttribute("content", text);
        else element.setInnerContent(text);
      },
    })
    .on("link[data-language]", {
      element(link) {
        if (link.getAttribute("data-language") === language) link.removeAttribute("data-language");
        else link.remove();
      },
    })
    .transform(file);
}
