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
const texts = [operatorWords, words, settingsWords];
/** The session, or undefined if it has ended. Any other failure says nothing about it. */
async function loadOperator(): Promise<Operator | undefined> {
  const session = await requests.get<{ operator: Operator }>("/session");
  if (session.ok) return session.operator;
  if (session.error.code !== "not_found") throw new Error(session.error.message);
  requests.isOver.value = true;
  return undefined;
}

const load = () => Promise.all([loadOperator(), ...texts.map((part) => part.load())]);
void loadUntilReady({ load }).then(([operator = { id: "", name: "", role: "moderator" }]) => {
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
