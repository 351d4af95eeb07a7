/** The panel that lists the members who are here. */

import { dialogWords } from "../../i18n/dialogs/index.ts";
import { withWords } from "../../i18n/dictionary.ts";
import { lazyWords } from "../../i18n/lazy/index.ts";
import { formatCount } from "../../i18n/plural.ts";
import { words } from "../../i18n/room/index.ts";
import { CloseButton } from "../../ui/dialog/close-button.tsx";
import { SidePanel } from "../../ui/side-panel.tsx";
import { LazyBody } from "../context/lazy-body.tsx";
import { useRoom } from "../context/room-context.ts";

const loadPeopleBody = () =>
  withWords(withWords(import("./people-body.tsx"), dialogWords), lazyWords).then(
    ({ PeopleBody }) => PeopleBody,
  );

export function PeoplePanel() {
  const { room, peoplePanel } = useRoom();
  const { count } = room.memberList;
  return (
    <SidePanel panel={peoplePanel} label={words().people.title}>
      <div class="panel-head">
        <h2 class="panel-title number">
          {room.opened.value ? formatCount(words().people.count, count.value) : words().people.title}
        </h2>
        {peoplePanel.wide.value ? null : (
          <CloseButton close={() => peoplePanel.closeSheet()} title={words().closeTip} />
        )}
      </div>
      <div class="panel-body">
        <LazyBody load={loadPeopleBody} />
      </div>
    </SidePanel>
  );
}
