/** Inserts the texts of a page into its HTML, in the reader's language. */
import { type ClientLimits, differingLimits } from "../../shared/client-limits.ts";
import { directionOf, type Language } from "../../shared/language.ts";
import { WORDS } from "./i18n/index.ts";

type PageWords = (typeof WORDS)[Language]["pages"];

/**
 * Fills a page of public/. A text goes into the element whose `data-words` names it. Of the scripts with the page's texts, the browser
 * preloads only those of this language. `data-limits` has the limits that differ from the defaults.
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
