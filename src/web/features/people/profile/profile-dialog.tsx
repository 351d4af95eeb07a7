/** The profile of a member: whether they are here, a button to mention them, and the owner's moderation actions. */
import { isBot } from "../../../../shared/contract/bots.ts";
import { isExternal, type Member } from "../../../../shared/contract/message.ts";
import { isTemporary } from "../../../core/connection/connection-state.ts";
import { words } from "../../../i18n/room/index.ts";
import { settingsWords } from "../../../i18n/settings/index.ts";
import { Modal } from "../../../ui/dialog/modal.tsx";
import { Avatar } from "../../../ui/icons/avatar.tsx";
import type { DialogProps } from "../../context/dialogs.ts";
import { type MemberStatus, useMemberStatus } from "../../context/member-status.ts";
import { PersonTags } from "../../context/person-tags.tsx";
import { useRoom } from "../../context/room-context.ts";
import { ModerationActions } from "./moderation-actions.tsx";
import { NameForm } from "./name-form.tsx";

export function ProfileDialog({ close }: DialogProps) {
  const { profile } = useRoom().dialogs;
  return profile === undefined ? null : <Profile person={profile} close={close} />;
}

function Profile({ person: { id, name: before, picture }, close }: { person: Member; close(): void }) {
  const { room, peoplePanel } = useRoom();
  const { status, retry } = useMemberStatus(room, id);
  const you = room.memberList.you.value;
  const isYou = id === you?.id;
  // The member may have changed their name since the message.
  const name = isYou ? you.name : "name" in status ? status.name : before;
  const state = room.connection.state.value;
  const isRejected = state.kind === "refused" && !isTemporary(state.code);
  const mentionMember = () => {
    close();
    peoplePanel.closeSheet();
    // After the dialog has restored the focus.
    requestAnimationFrame(() => insertMention(name));
  };
  return (
    <Modal title={room.people.labelOf({ id, name })} close={close}>
      <div class="person">
        <Avatar id={id} name={name} picture={room.memberList.member(id)?.picture ?? picture} />
        <div>
          <PersonTags id={id} />
          {isYou ? null : <Presence status={status} retry={retry} />}
          <Facts id={id} isYou={isYou} />
        </div>
      </div>
      {isYou && !you.identity?.fixedName ? <NameForm name={name} done={close} /> : null}
      {isYou || isRejected ? null : (
        <div>
          <button type="button" class="button" onClick={mentionMember}>
            {settingsWords().person.mention}
          </button>
        </div>
      )}
      {room.settings.isOwner.value && !isYou ? (
        <div class="settings">
          <ModerationActions person={{ id, name }} close={close} />
        </div>
      ) : null}
    </Modal>
  );
}

function Presence({ status, retry }: { status: MemberStatus; retry(): void }) {
  const { person } = settingsWords();
  if (status.kind !== "unknown") {
    return (
      <p class="person-presence" data-at={status.kind} role="status">
        {person[status.kind]}
      </p>
    );
  }
  return (
    <p class="person-presence" role="alert">
      {person.presenceUnknown(status.reason)}{" "}
      <button type="button" class="link-button" onClick={retry}>
        {words().tryAgain}
      </button>
    </p>
  );
}

function Facts({ id, isYou }: { id: string; isYou: boolean }) {
  const { room } = useRoom();
  const { person, facts } = settingsWords();
  const owns = room.settings.current.value?.owner === id;
  const labels = [
    isYou ? person.you : "",
    isBot(id) ? person.bot : "",
    isExternal(id) ? person.verified : "",
    room.memberList.member(id)?.account && !isYou ? person.account : "",
    owns ? (isYou ? facts.ownedByYou : person.owner) : "",
  ].filter((fact) => fact !== "");
  return labels.length === 0 ? null : <p class="settings-hint">{labels.join(" ")}</p>;
}

/** Types `@name` and a space at the caret of the composer, and focuses it. */
function insertMention(name: string): void {
  const field = document.querySelector<HTMLTextAreaElement>(".composer textarea");
  if (field === null || field.disabled) return;
  const { selectionStart: start, selectionEnd: end, value } = field;
  const apart = start > 0 && !/\s$/u.test(value.slice(0, start)) ? " " : "";
  field.setRangeText(`${apart}@${name} `, start, end, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}
