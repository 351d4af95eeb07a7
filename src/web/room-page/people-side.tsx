/** The side that tells who is here. */
import { CloseButton } from "../look/close-button.tsx";
import { dialogWords } from "../words/dialogs/index.ts";
import { spoken } from "../words/dictionary.ts";
import { lateWords } from "../words/late/index.ts";
import { counted } from "../words/plural.ts";
import { words } from "../words/room/index.ts";
import { LateBody } from "./late-body.tsx";
import { useRoom } from "./room-context.ts";
import { Side } from "./side.tsx";

const loadPeople = () =>
  spoken(spoken(import("./people.tsx"), dialogWords), lateWords).then(({ People }) => People);

export function PeopleSide() {
  const { room, people } = useRoom();
  const { count } = room.roster;
  return (
    <Side panel={people} label={words().people.title}>
      <div class="side-head">
        <h2 class="side-title number">
          {room.opened.value ? counted(words().people.here, count.value) : words().people.title}
        </h2>
        {people.wide.value ? null : <CloseButton close={() => people.dismiss()} title={words().closeTip} />}
      </div>
      <div class="side-body">
        <LateBody load={loadPeople} />
      </div>
    </Side>
  );
}
