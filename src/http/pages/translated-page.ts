/** Inserts the texts of a page into its HTML, in the reader's language. */
import { html } from "hono/html";
import { type ClientLimits, differingLimits } from "../../shared/client-limits.ts";
import { EMBED_PARAMETER, type EmbedParameters } from "../../shared/embed.ts";
import { directionOf, type Language } from "../../shared/language.ts";
import { WORDS } from "./i18n/index.ts";

/** A page in a frame of another site. */
export interface Frame extends Pick<EmbedParameters, "theme"> {
  /** The value of the parameter that says so. */
  value: string;
}

/** Addresses of the deployment's own pages. */
export interface DeploymentLinks {
  privacy: string | undefined;
  imprint: string | undefined;
}

type PageWords = (typeof WORDS)[Language]["pages"];

/**
 * Fills a page of public/. A text goes into the element whose `data-words` names it. Of the scripts with the page's texts, the browser
 * preloads only those of this language. `data-limits` has the limits that differ from the defaults; `data-embed` and `data-theme` are those of
 * a page in a frame.
 */
export function translatedPage(
  file: Response,
  language: Language,
  limits: ClientLimits,
  { privacy, imprint }: DeploymentLinks,
  frame?: Frame,
): Response {
  const words = WORDS[language].pages;
  const links = [
    { rel: "privacy-policy", label: words.privacy, href: privacy },
    { rel: "imprint", label: words.imprint, href: imprint },
  ].filter(({ href }) => href !== undefined);
  const differing = differingLimits(limits);
  return (
    new HTMLRewriter()
      .on("html", {
        element(html) {
          html.setAttribute("lang", language);
          html.setAttribute("dir", directionOf(language));
          if (frame !== undefined) html.setAttribute(`data-${EMBED_PARAMETER}`, frame.value);
          if (frame?.theme !== undefined) html.setAttribute("data-theme", frame.theme);
          if (differing !== undefined) html.setAttribute("data-limits", JSON.stringify(differing));
        },
      })
      // The menu of a room reads them.
      .on("head", {
        element(head) {
          for (const { rel, href } of links)
            head.append(String(html`<link rel="${rel}" href="${href}">`), { html: true });
        },
      })
      .on(".landing-foot", {
        element(footer) {
          const shown = links.map(
            ({ rel, href, label }) => html` <a rel="${rel}" href="${href}">${label}</a>`,
          );
          // It has nothing but the links.
          if (footer.hasAttribute("data-links")) {
            footer.removeAttribute("data-links");
            if (links.length === 0) footer.remove();
            else footer.setInnerContent(String(html`${shown}`), { html: true });
          } else if (links.length > 0)
            footer.after(String(html`<p class="landing-foot">${shown}</p>`), { html: true });
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
      .transform(file)
  );
}
