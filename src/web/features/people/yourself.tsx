/** You, a button to change your name, and one for your devices. */
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { dialogWords } from "../../i18n/dialogs/index.ts";
import { Avatar } from "../../ui/icons/avatar.tsx";
import { withShortcut } from "../../ui/keyboard/key-tooltip.ts";
import { PersonTags } from "../context/person-tags.tsx";
import { useRoom } from "../context/room-context.ts";
import { NameForm } from "./profile/name-form.tsx";

export function Yourself() {
  const { room, dialogs } = useRoom();
  const you = room.memberList.you.value;
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
      <Avatar id={you.id} name={you.name} picture={(room.memberList.member(you.id) ?? you).picture} />
      <span class="yourself-line">
        <bdi class="yourself-name" title={you.name}>
          {you.name}
        </bdi>
        <PersonTags id={you.id} />
      </span>
      {you.identity?.fixedName ? null : (
        <button
          ref={change}
          type="button"
          class="link-button"
          aria-keyshortcuts="F2"
          title={withShortcut(dialogWords().people.changeName, "F2")}
          onClick={() => {
            editing.value = true;
          }}
        >
          {dialogWords().people.changeName}
        </button>
      )}
      <button
        type="button"
        class="link-button"
        aria-haspopup="dialog"
        onClick={() => {
          dialogs.open.value = "devices";
        }}
      >
        {/* The operator's site signs its people in. */}
        {you.identity === undefined ? dialogWords().people.devices : dialogWords().people.yourData}
      </button>
    </div>
  );
}
