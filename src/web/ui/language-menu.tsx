/** A menu for the language of the page. Each language has its own name, so that users find theirs. */
import { LANGUAGES, type Language } from "../../shared/language.ts";
import { language } from "../i18n/language.ts";
import { LanguageIcon } from "./icons/menu-icons.tsx";

const NAMES: Record<Language, string> = { en: "English", de: "Deutsch", ar: "العربية" };

interface LanguageMenuProps {
  label: string;
  choose(language: Language): void;
}

export const LanguageMenu = ({ label, choose }: LanguageMenuProps) => (
  <label class="language-menu" title={label}>
    <LanguageIcon />
    <select
      aria-label={label}
      value={language.value}
      onChange={({ currentTarget }) => {
        const chosen = LANGUAGES.find((code) => code === currentTarget.value);
        // Shows the language in use until the texts of the new one are loaded.
        currentTarget.value = language.peek();
        if (chosen !== undefined) choose(chosen);
      }}
    >
      {LANGUAGES.map((one) => (
        <option key={one} value={one} lang={one}>
          {NAMES[one]}
        </option>
      ))}
    </select>
  </label>
);
