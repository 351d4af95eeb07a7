/** What a room is, for everybody; and for its owner everything that can be decided about it. */
import type { RoomSettings } from "../../protocol/settings.ts";
import type { DialogProps } from "../room-page/dialogs.tsx";
import { Modal } from "../room-page/modal.tsx";
import { useRoom } from "../room-page/room-context.ts";
import { timeSpan } from "../text/times.ts";
import { isolated } from "../words/names.ts";
import { counted } from "../words/plural.ts";
import { settingsWords } from "../words/settings/index.ts";
import { Access } from "./access.tsx";
import { Ending } from "./ending.tsx";
import { Naming } from "./naming.tsx";
import { Programs } from "./programs.tsx";
import { Rules } from "./rules.tsx";
import { ShutOut } from "./shut-out.tsx";
import { useWhereabouts } from "./whereabouts.ts";

/** In seconds. */
const DAY = 86_400;

export function AboutRoom({ close }: DialogProps) {
  const { room } = useRoom();
  const settings = room.rules.settings.value;
  return (
    <Modal
      title={room.rules.isOwner.value ? settingsWords().ownTitle : settingsWords().title}
      close={close}
      wide
    >
      {settings === undefined ? null : room.rules.isOwner.value ? (
        <div class="settings-all">
          <p class="settings-hint">{settingsWords().facts.ownedByYou}</p>
          <Naming settings={settings} />
          <Rules settings={settings} />
          <Access settings={settings} />
          <ShutOut />
          <Programs />
          <Ending close={close} />
        </div>
      ) : (
        <Facts settings={settings} />
      )}
    </Modal>
  );
}

function Facts({ settings: { owner, topic, locked, slowMode, retention } }: { settings: RoomSettings }) {
  const { room } = useRoom();
  const { facts, naming } = settingsWords();
  return (
    <div class="settings-all">
      <div>
        <p class="facts-name" dir="auto">
          {room.rules.title}
        </p>
        <p dir={topic === "" ? undefined : "auto"}>{topic === "" ? naming.noTopic : topic}</p>
      </div>
      <ul class="settings-facts">
        {room.rules.title.value === room.name ? null : <li>{facts.address(isolated(room.name))}</li>}
        <li>{owner === undefined ? facts.ownedByNobody : <Owner id={owner} />}</li>
        {locked ? <li>{facts.locked}</li> : null}
        {slowMode > 0 ? <li>{facts.slow(timeSpan(slowMode))}</li> : null}
        {retention.days === undefined ? null : <li>{facts.kept(timeSpan(retention.days * DAY))}</li>}
        {retention.count === undefined ? null : <li>{counted(facts.keptCount, retention.count)}</li>}
      </ul>
    </div>
  );
}

function Owner({ id }: { id: string }) {
  const { room } = useRoom();
  const { at } = useWhereabouts(room, id);
  const { facts } = settingsWords();
  const name = "name" in at ? at.name : room.company.nameOf(id);
  return <>{name === undefined ? facts.ownedBySomebody : facts.ownedBy(isolated(name))}</>;
}
