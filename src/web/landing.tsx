/** Brings the landing page's form, list of rooms and choice of language to life. */
import { type ComponentChild, render } from "preact";
import { removeLateNotice } from "./device/late-notice.ts";
import { deviceStore } from "./device/storage.ts";
import { visitedRooms } from "./device/visited-rooms.ts";
import { whenIdle } from "./device/when-idle.ts";
import { Door } from "./landing/door.tsx";
import { PublicRooms } from "./landing/public-rooms.tsx";
import { RecentRooms } from "./landing/recent-rooms.tsx";
import { limitsFromDocument } from "./limits.ts";
import { installOffline } from "./offline/install.ts";
import { leaveCompositionsAlone } from "./room-page/pressed.ts";
import { loadFirst } from "./words/dictionary.ts";
import { landingWords } from "./words/landing/index.ts";
import { beginToSpeak, keepChoice } from "./words/language.ts";
import { LanguageMenu } from "./words/language-menu.tsx";

limitsFromDocument();
leaveCompositionsAlone();
// Half of its words come with the page: the other half has to be of the same language.
beginToSpeak(document.documentElement.lang);
void loadFirst(landingWords).then(() => {
  removeLateNotice();
  show(
    "root",
    <>
      <Door go={(path) => location.assign(path)} />
      <RecentRooms rooms={visitedRooms(deviceStore())} now={Date.now()} />
      <PublicRooms />
    </>,
  );
  show(
    "language",
    <LanguageMenu
      label={landingWords().language}
      choose={(language) => {
        keepChoice(language);
        location.reload();
      }}
    />,
  );
  void whenIdle().then(installOffline);
});

function show(id: string, what: ComponentChild): void {
  const root = document.getElementById(id);
  if (root !== null) render(what, root);
}
