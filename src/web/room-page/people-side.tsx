/** Who is here, oneself first. */
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { CloseIcon } from "../look/icons.tsx";
import { Tile } from "../look/tile.tsx";
import { counted } from "../words/plural.ts";
import { words } from "../words/room/index.ts";
import { withKey } from "./key-tip.ts";
import { NameForm } from "./name-form.tsx";
import { NoticeSwitch } from "./notice-switch.tsx";
import { PeopleList } from "./people-list.tsx";
import { useRoom } from "./room-context.ts";
import { Side } from "./side.tsx";

export function PeopleSide() {
  const { room, people } = useRoom();
  const { count } = room.roster;
  return (
    <Side panel={people} label={words().people.title}>
      <div class="side-head">
        <h2 class="side-title number">
          {room.opened.value ? counted(words().people.here, count.value) : words().people.title}
        </h2>
        {people.wide.value ? null : (
          <button
            type="button"
            class="icon-button"
            aria-label={words().close}
            onClick={() => people.dismiss()}
          >
            <CloseIcon />
          </button>
        )}
      </div>
      <div class="side-body">
        <Yourself />
        <NoticeSwitch />
        <PeopleList />
      </div>
    </Side>
  );
}

function Yourself() {
  const you = useRoom().room.roster.you.value;
  const editing = useSignal(false);
  const change = useRef<HTMLButtonElement>(null);
  if (you === undefined) return null;
  if (editing.value) {
    return (
      <NameForm
        name={you.name}
        done={() => {
          editing.value = false;
          requestAnimationFrame(() => change.current?.focus());
        }}
      />
    );
  }
  return (
    <div class="yourself">
      <Tile id={you.id} name={you.name} />
      <bdi class="yourself-name" title={you.name}>
        {you.name}
      </bdi>
      <button
        ref={change}
        type="button"
        class="link-button"
        aria-keyshortcuts="F2"
        title={withKey(words().people.changeName, "F2")}
        onClick={() => {
          editing.value = true;
        }}
      >
        {words().people.changeName}
      </button>
    </div>
  );
}
