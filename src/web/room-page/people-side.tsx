/** Who is here, oneself first. */
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Member } from "../../protocol/message.ts";
import { CloseIcon } from "../look/icons.tsx";
import { Tile } from "../look/tile.tsx";
import { counted } from "../words/plural.ts";
import { words } from "../words/room/index.ts";
import { NameForm } from "./name-form.tsx";
import { NoticeSwitch } from "./notice-switch.tsx";
import { useRoom } from "./room-context.ts";
import { Side } from "./side.tsx";

export function PeopleSide() {
  const { room, people } = useRoom();
  const { members, count, you } = room.roster;
  const others = members.value.filter((member) => member.id !== you.value?.id);
  const unnamed = count.value - others.length - 1;
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
        <ul>
          {others.map((member) => (
            <li key={member.id}>
              <Person member={member} />
            </li>
          ))}
        </ul>
        {unnamed > 0 ? <p class="side-note">{counted(words().people.more, unnamed)}</p> : null}
      </div>
    </Side>
  );
}

/** Somebody else; for the owner of the room a way to what can be done about them. */
function Person({ member }: { member: Member }) {
  const { room, dialogs } = useRoom();
  const { id, name, idle } = member;
  const row = (
    <>
      <Tile id={id} name={name} />
      <bdi class="side-row-text" title={name}>
        {name}
      </bdi>
      {idle ? <span class="side-row-note">{words().people.away}</span> : null}
    </>
  );
  if (!room.isOwner.value) {
    return (
      <div class="side-row" data-idle={idle}>
        {row}
      </div>
    );
  }
  return (
    <button
      type="button"
      class="side-row"
      data-idle={idle}
      aria-haspopup="dialog"
      onClick={() => dialogs.about(member)}
    >
      {row}
    </button>
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
        onClick={() => {
          editing.value = true;
        }}
      >
        {words().people.changeName}
      </button>
    </div>
  );
}
