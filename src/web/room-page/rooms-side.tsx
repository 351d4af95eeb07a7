/** The rooms this device has been to, and the way to others. */
import { roomPath } from "../../protocol/room-name.ts";
import { CloseIcon, Logo, PlusIcon } from "../look/icons.tsx";
import { speak } from "../words/dictionary.ts";
import { keepChoice } from "../words/language.ts";
import { LanguageMenu } from "../words/language-menu.tsx";
import { byName } from "../words/names.ts";
import { words } from "../words/room/index.ts";
import { useRoom } from "./room-context.ts";
import { Side } from "./side.tsx";

export function RoomsSide() {
  const { room, rooms, visited, dialogs, toast } = useRoom();
  // By name, so that a room keeps its place however often one goes there.
  const sorted = [...visited].sort((a, b) => byName(a.name, b.name));
  const said = words().rooms;
  return (
    <Side panel={rooms} label={said.title}>
      <div class="side-head">
        <a class="wordmark" href="/">
          <Logo />
          Socket Rocket
        </a>
        {rooms.wide.value ? null : (
          <button
            type="button"
            class="icon-button"
            aria-label={words().close}
            onClick={() => rooms.dismiss()}
          >
            <CloseIcon />
          </button>
        )}
      </div>
      <nav class="side-body" aria-label={said.onDevice}>
        <h2 class="side-title">{said.title}</h2>
        <ul>
          {sorted.map(({ name }) => (
            <li key={name}>
              <a
                class="side-row"
                href={roomPath(name)}
                aria-current={name === room.name ? "page" : undefined}
                title={name}
              >
                <bdi class="side-row-text">{name}</bdi>
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
            title={said.keysTip}
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
              () => toast.say(words().notLoaded),
            )
          }
        />
      </nav>
    </Side>
  );
}
