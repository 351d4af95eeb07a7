/** Where each dialog comes from, with the words that it says. */
import type { ComponentType } from "preact";
import { dialogWords } from "../words/dialogs/index.ts";
import { spoken } from "../words/dictionary.ts";
import { fileWords } from "../words/files/index.ts";
import { newRoomWords } from "../words/new-room/index.ts";
import { settingsWords } from "../words/settings/index.ts";
import { wireWords } from "../words/wire/index.ts";
import type { DialogName, DialogProps } from "./dialogs.tsx";

export const loadDialog: Record<DialogName, () => Promise<ComponentType<DialogProps>>> = {
  keys: () => spoken(import("./key-help.tsx"), dialogWords).then(({ KeyHelp }) => KeyHelp),
  wire: () => spoken(import("../wire/wire-view.tsx"), wireWords).then(({ WireView }) => WireView),
  search: () =>
    spoken(import("../search/search-dialog.tsx"), dialogWords).then(({ SearchDialog }) => SearchDialog),
  about: () =>
    spoken(import("../room-settings/about-room.tsx"), settingsWords).then(({ AboutRoom }) => AboutRoom),
  person: () =>
    spoken(import("../room-settings/about-person.tsx"), settingsWords).then(({ AboutPerson }) => AboutPerson),
  picture: () =>
    spoken(import("../files/picture-dialog.tsx"), fileWords).then(({ PictureDialog }) => PictureDialog),
  jump: () => spoken(import("./room-jump.tsx"), dialogWords).then(({ RoomJump }) => RoomJump),
  menu: () => spoken(import("./menu.tsx"), dialogWords).then(({ MenuDialog }) => MenuDialog),
  invite: () =>
    spoken(spoken(import("../invite/invite-dialog.tsx"), dialogWords), settingsWords).then(
      ({ InviteDialog }) => InviteDialog,
    ),
  "new-room": () =>
    spoken(import("../new-room/new-room-dialog.tsx"), newRoomWords).then(
      ({ NewRoomDialog }) => NewRoomDialog,
    ),
  emoji: () => spoken(emojiPicker(), dialogWords).then(({ EmojiPicker }) => EmojiPicker),
};

/** The picker and the names of what it shows. */
async function emojiPicker() {
  const [picker, { loadNames }] = await Promise.all([
    import("../emoji/emoji-picker.tsx"),
    import("../emoji/emoji-names.ts"),
  ]);
  await loadNames();
  return picker;
}
