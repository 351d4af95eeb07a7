/** Writes the words of a page into its file, in the language of whoever reads it. */
import { directionOf, type Language } from "../protocol/language.ts";
import { WORDS } from "./words/index.ts";

type PageWords = (typeof WORDS)[Language]["pages"];

/**
 * Fills a file of public/. Words go into the elements that name theirs with `data-words`, and the script of the page's
 * words that the browser is to fetch early is the one of this language.
 */
export function translatedPage(file: Response, language: Language): Response {
  const words = WORDS[language].pages;
  return new HTMLRewriter()
    .on("html", {
      element(html) {
        html.setAttribute("lang", language);
        html.setAttribute("dir", directionOf(language));
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
    .on('link[rel="modulepreload"]', {
      element(link) {
        link.setAttribute("href", (link.getAttribute("href") ?? "").replace("-en.js", `-${language}.js`));
      },
    })
    .transform(file);
}
