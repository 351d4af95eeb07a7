/** The rooms this device has been to, and the way to others. */
import { roomPath } from "../../protocol/room-name.ts";
import { titleOf } from "../device/visited-rooms.ts";
import { CloseButton } from "../look/close-button.tsx";
import { Logo, PlusIcon } from "../look/icons.tsx";
import { speak } from "../words/dictionary.ts";
import { keepChoice } from "../words/language.ts";
import { LanguageMenu } from "../words/language-menu.tsx";
import { byName } from "../words/names.ts";
import { words } from "../words/room/index.ts";
import { withKey } from "./key-tip.ts";
import { useRoom } from "./room-context.ts";
import { Side } from "./side.tsx";

export function RoomsSide() {
  const { room, rooms, visited, dialogs, toast, singleKeys } = useRoom();
  // By name, so that a room keeps its place however often one goes there.
  const sorted = [...visited.value].sort((a, b) => byName(titleOf(a), titleOf(b)));
  const said = words().rooms;
  return (
    <Side panel={rooms} label={said.title}>
      <div class="side-head">
        <a class="wordmark" href="/">
          <Logo />
          Socket Rocket
        </a>
        {rooms.wide.value ? null : <CloseButton close={() => rooms.dismiss()} title={words().closeTip} />}
      </div>
      <nav class="side-body" aria-label={said.onDevice}>
        <h2 class="side-title">{said.title}</h2>
        <ul>
          {sorted.map((visited) => (
            <li key={visited.name}>
              <a
                class="side-row"
                href={roomPath(visited.name)}
                aria-current={visited.name === room.name ? "page" : undefined}
                title={visited.name}
              >
                <bdi class="side-row-text">{titleOf(visited)}</bdi>
              </a>
            </li>
          ))}
        </ul>
        <a class="side-row" href="/">
          <PlusIcon />
          <span class="side-row-text">{said.openAnother}</span>
        </a>
        <p class="side-note">
          <button
            type="button"
            class="link-button"
            title={singleKeys.on.value ? said.keysTip : withKey(said.keys, "Ctrl+/")}
            onClick={() => {
              rooms.dismiss();
              dialogs.open.value = "keys";
            }}
          >
            {said.keys}
          </button>
        </p>
        <LanguageMenu
          label={words().language}
          choose={(language) =>
            void speak(language).then(
              () => keepChoice(language),
              () => toast.notLoaded(),
            )
          }
        />
      </nav>
    </Side>
  );
}
