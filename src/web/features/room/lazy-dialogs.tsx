/** Loads each dialog, with its texts. */
import type { ComponentChildren, ComponentType } from "preact";
import { useCallback } from "preact/hooks";
import { deviceWords } from "../../i18n/devices/index.ts";
import { dialogWords } from "../../i18n/dialogs/index.ts";
import { withWords } from "../../i18n/dictionary.ts";
import { fileWords } from "../../i18n/files/index.ts";
import { inspectorWords } from "../../i18n/inspector/index.ts";
import { newRoomWords } from "../../i18n/new-room/index.ts";
import { reportWords } from "../../i18n/reports/index.ts";
import { settingsWords } from "../../i18n/settings/index.ts";
import { FallbackFocus } from "../../ui/dialog/modal.tsx";
import { LateFailure } from "../../ui/toast.tsx";
import type { DialogName, DialogProps } from "../context/dialogs.ts";
import { useRoom } from "../context/room-context.ts";

export const loadDialog: Record<DialogName, () => Promise<ComponentType<DialogProps>>> = {
  shortcuts: () =>
    withWords(import("./keyboard-shortcuts.tsx"), dialogWords).then(
      ({ KeyboardShortcuts }) => KeyboardShortcuts,
    ),
  inspector: () =>
    withWords(import("../inspector/inspector.tsx"), inspectorWords).then(({ Inspector }) => Inspector),
  search: () =>
    withWords(import("../search/search-dialog.tsx"), dialogWords).then(({ SearchDialog }) => SearchDialog),
  settings: () =>
    withWords(withWords(import("../settings/room-settings-dialog.tsx"), settingsWords), deviceWords).then(
      ({ RoomSettingsDialog }) => RoomSettingsDialog,
    ),
  profile: () =>
    withWords(import("../people/profile/profile-dialog.tsx"), settingsWords).then(
      ({ ProfileDialog }) => ProfileDialog,
    ),
  image: () =>
    withWords(import("../files/image-dialog.tsx"), fileWords).then(({ ImageDialog }) => ImageDialog),
  "room-switcher": () =>
    withWords(import("../rooms/room-switcher.tsx"), dialogWords).then(({ RoomSwitcher }) => RoomSwitcher),
  menu: () => withWords(import("./open-menu.tsx"), dialogWords).then(({ OpenMenu }) => OpenMenu),
  invite: () =>
    withWords(withWords(import("../rooms/invite-dialog.tsx"), dialogWords), settingsWords).then(
      ({ InviteDialog }) => InviteDialog,
    ),
  "new-room": () =>
    withWords(import("../rooms/new-room-dialog.tsx"), newRoomWords).then(
      ({ NewRoomDialog }) => NewRoomDialog,
    ),
  devices: () =>
    withWords(withWords(import("../devices/devices-dialog.tsx"), deviceWords), settingsWords).then(
      ({ DevicesDialog }) => DevicesDialog,
    ),
  report: () =>
    withWords(withWords(import("../reports/report-dialog.tsx"), reportWords), settingsWords).then(
      ({ ReportDialog }) => ReportDialog,
    ),
  reports: () =>
    withWords(withWords(import("../reports/reports-dialog.tsx"), reportWords), settingsWords).then(
      ({ ReportsDialog }) => ReportsDialog,
    ),
  emoji: () => withWords(loadEmojiPicker(), dialogWords).then(({ EmojiPicker }) => EmojiPicker),
};

/** The picker, and the names of all emoji. */
async function loadEmojiPicker() {
  const [picker, { loadNames }] = await Promise.all([
    import("../emoji/emoji-picker.tsx"),
    import("../../core/emoji/emoji-names.ts"),
  ]);
  await loadNames();
  return picker;
}

/** What dialogs need from the room page. */
export function DialogContext({ children }: { children: ComponentChildren }) {
  const { toast, focusComposer } = useRoom();
  const report = useCallback((reason: string) => toast.show(settingsWords().failed(reason)), [toast]);
  return (
    <FallbackFocus.Provider value={focusComposer}>
      <LateFailure.Provider value={report}>{children}</LateFailure.Provider>
    </FallbackFocus.Provider>
  );
}
