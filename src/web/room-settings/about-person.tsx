/** What one can know of somebody, here or not any more; and what one can do: speak to them, and as the owner more. */
import { isBot } from "../../protocol/bots.ts";
import type { Member } from "../../protocol/message.ts";
import { Tile } from "../look/tile.tsx";
import { passes } from "../room/connection-state.ts";
import type { DialogProps } from "../room-page/dialogs.tsx";
import { mention } from "../room-page/mention.ts";
import { Modal } from "../room-page/modal.tsx";
import { NameForm } from "../room-page/name-form.tsx";
import { PersonTags } from "../room-page/person-tags.tsx";
import { useRoom } from "../room-page/room-context.ts";
import { words } from "../words/room/index.ts";
import { settingsWords } from "../words/settings/index.ts";
import { Deeds } from "./deeds.tsx";
import { useWhereabouts, type Whereabouts } from "./whereabouts.ts";

export function AboutPerson({ close }: DialogProps) {
  const { person } = useRoom().dialogs;
  return person === undefined ? null : <About person={person} close={close} />;
}

function About({ person: { id, name: before }, close }: { person: Member; close(): void }) {
  const { room, people } = useRoom();
  const { at, again } = useWhereabouts(room, id);
  const you = room.roster.you.value;
  const isYou = id === you?.id;
  // Somebody may have taken another name since they wrote.
  const name = isYou ? you.name : "name" in at ? at.name : before;
  const state = room.connection.state.value;
  const shutOut = state.kind === "refused" && !passes(state.code);
  const speak = () => {
    close();
    people.dismiss();
    // Once the dialog has given the focus back.
    requestAnimationFrame(() => mention(name));
  };
  return (
    <Modal title={room.company.labelled({ id, name })} close={close}>
      <div class="person">
        <Tile id={id} name={name} />
        <div>
          <PersonTags id={id} />
          {isYou ? null : <Presence at={at} again={again} />}
          <Facts id={id} isYou={isYou} />
        </div>
      </div>
      {isYou ? <NameForm name={name} done={close} /> : null}
      {isYou || shutOut ? null : (
        <div>
          <button type="button" class="button" onClick={speak}>
            {settingsWords().person.mention}
          </button>
        </div>
      )}
      {room.rules.isOwner.value && !isYou ? (
        <div class="settings">
          <Deeds person={{ id, name }} close={close} />
        </div>
      ) : null}
    </Modal>
  );
}

function Presence({ at, again }: { at: Whereabouts; again(): void }) {
  const { person } = settingsWords();
  if (at.kind !== "unknown") {
    return (
      <p class="person-presence" data-at={at.kind} role="status">
        {person[at.kind]}
      </p>
    );
  }
  return (
    <p class="person-presence" role="alert">
      {person.unknown(at.reason)}{" "}
      <button type="button" class="link-button" onClick={again}>
        {words().tryAgain}
      </button>
    </p>
  );
}

function Facts({ id, isYou }: { id: string; isYou: boolean }) {
  const { room } = useRoom();
  const { person, facts } = settingsWords();
  const owns = room.rules.settings.value?.owner === id;
  const said = [
    isYou ? person.you : "",
    isBot(id) ? person.bot : "",
    owns ? (isYou ? facts.ownedByYou : person.owner) : "",
  ].filter((fact) => fact !== "");
  return said.length === 0 ? null : <p class="settings-hint">{said.join(" ")}</p>;
}
