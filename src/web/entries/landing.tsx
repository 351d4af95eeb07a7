/** The landing page: the form, the lists of rooms and the choice of language. */
import { type ComponentChild, render } from "preact";
import type { DirectoryPage } from "../../shared/contract/directory.ts";
import { PUBLIC_ROOMS_ELEMENT } from "../../shared/contract/page-preview.ts";
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
import { saveRecentCount, visitedRooms } from "../storage/visited-rooms.ts";
import { stopCompositionKeys } from "../ui/keyboard/key-events.ts";
import { LanguageMenu } from "../ui/language-menu.tsx";

const go = (path: string) => location.assign(path);

const store = deviceStore();
let visited = visitedRooms(store);

setLimitsFromDocument();
stopCompositionKeys();
// Some of its words are in the HTML: the others must be in the same language.
detectLanguage(document.documentElement.lang);
// The user signed out in another tab, which has emptied the storage of the browser.
addEventListener("storage", ({ key }) => {
  if (key === null) location.replace("/signed-out#left");
});
void loadUntilReady(landingWords).then(() => {
  removeSlowLoadNotice();
  showRooms();
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
  // The key of `core/account/shared-items.ts`: only a user with an account loads it.
  if (store.get("account") === undefined) return;
  void import("../features/landing/follow-account.ts").then(
    ({ followAccount }) =>
      followAccount(store, () => {
        visited = visitedRooms(store);
        showRooms();
      }),
    // Without a network there is nothing new.
    () => undefined,
  );
});

function showRooms(): void {
  show(
    "root",
    <>
      <EnterRoomForm navigate={go} newRoom={<NewRoomButton navigate={go} />} />
      <RecentRooms rooms={visited} now={Date.now()} />
      <PublicRooms first={firstRooms()} />
    </>,
  );
  saveRecentCount(visited);
}

/** The first public rooms in the page's HTML. */
function firstRooms(): DirectoryPage | undefined {
  const sent = document.getElementById(PUBLIC_ROOMS_ELEMENT)?.textContent;
  return sent ? (JSON.parse(sent) as DirectoryPage) : undefined;
}

function show(id: string, what: ComponentChild): void {
  const root = document.getElementById(id);
  if (root !== null) render(what, root);
}
