/** The landing page: the form, the lists of rooms and the choice of language. */
import { type ComponentChild, render } from "preact";
import { loadUntilReady, removeSlowLoadNotice } from "../core/first-load.ts";
import { setLimitsFromDocument } from "../core/limits.ts";
import { whenIdle } from "../core/when-idle.ts";
import { EnterRoomForm } from "../features/landing/enter-room-form.tsx";
import { PublicRooms } from "../features/landing/public-rooms.tsx";
import { RecentRooms } from "../features/landing/recent-rooms.tsx";
import { installOffline } from "../features/offline/install.ts";
import { NewRoomButton } from "../features/rooms/new-room-button.tsx";
import { landingWords } from "../i18n/landing/index.ts";
import { detectLanguage, saveLanguage } from "../i18n/language.ts";
import { deviceStore } from "../storage/device-storage.ts";
import { visitedRooms } from "../storage/visited-rooms.ts";
import { stopCompositionKeys } from "../ui/keyboard/key-events.ts";
import { LanguageMenu } from "../ui/language-menu.tsx";

const go = (path: string) => location.assign(path);

setLimitsFromDocument();
stopCompositionKeys();
// Some of its words are in the HTML: the others must be in the same language.
detectLanguage(document.documentElement.lang);
void loadUntilReady(landingWords).then(() => {
  removeSlowLoadNotice();
  show(
    "root",
    <>
      <EnterRoomForm navigate={go} newRoom={<NewRoomButton navigate={go} />} />
      <RecentRooms rooms={visitedRooms(deviceStore())} now={Date.now()} />
      <PublicRooms />
    </>,
  );
  show(
    "language",
    <LanguageMenu
      label={landingWords().language}
      choose={(language) => {
        saveLanguage(language);
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
