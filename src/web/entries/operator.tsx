/** The page of operators. It is only served to them. */
import { render } from "preact";
import type { Operator } from "../../shared/operator.ts";
import { loadUntilReady, removeSlowLoadNotice } from "../core/first-load.ts";
import { OperatorPage } from "../features/operator/operator-page.tsx";
import { OperatorRequests } from "../features/operator/operator-requests.ts";
import { detectLanguage, saveLanguage } from "../i18n/language.ts";
import { operatorWords } from "../i18n/operator/index.ts";
import { words } from "../i18n/room/index.ts";
import { settingsWords } from "../i18n/settings/index.ts";
import { LanguageMenu } from "../ui/language-menu.tsx";

const requests = new OperatorRequests();

detectLanguage(document.documentElement.lang);
const texts = { load: () => Promise.all([operatorWords, words, settingsWords].map((part) => part.load())) };
void loadUntilReady(texts).then(async () => {
  const session = await requests.get<{ operator: Operator }>("/session");
  if (!session.ok) requests.isOver.value = true;
  const operator: Operator = session.ok ? session.operator : { id: "", name: "", role: "moderator" };
  removeSlowLoadNotice();
  const root = document.getElementById("root");
  if (root !== null) render(<OperatorPage operator={operator} requests={requests} />, root);
  const menu = document.getElementById("language");
  if (menu === null) return;
  const choose = (language: Parameters<typeof saveLanguage>[0]) => {
    saveLanguage(language);
    location.reload();
  };
  render(<LanguageMenu label={operatorWords().language} choose={choose} />, menu);
});
