/** What a room is, for everybody; and for its owner everything that can be decided about it. */
import type { RoomSettings } from "../../protocol/settings.ts";
import type { DialogProps } from "../room-page/dialogs.tsx";
import { Modal } from "../room-page/modal.tsx";
import { useRoom } from "../room-page/room-context.ts";
import { Ending } from "./ending.tsx";
import { Rules } from "./rules.tsx";
import { ShutOut } from "./shut-out.tsx";
import { TopicForm } from "./topic-form.tsx";
import { words } from "./words.ts";

export function AboutRoom({ close }: DialogProps) {
  const { room } = useRoom();
  const settings = room.settings.value;
  return (
    <Modal title={words.title} close={close} wide>
      {settings === undefined ? null : room.isOwner.value ? (
        <div class="settings-all">
          <p class="settings-hint">{words.ownedByYou}</p>
          <TopicForm topic={settings.topic} />
          <Rules settings={settings} />
          <ShutOut />
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
  const name = owner === undefined ? undefined : room.roster.nameOf(owner);
  return (
    <div class="settings-all">
      <p dir="auto">{topic === "" ? words.noTopic : topic}</p>
      <ul class="settings-facts">
        <li>
          {owner === undefined
            ? words.ownedByNobody
            : name === undefined
              ? words.ownedBySomebody
              : words.ownedBy(name)}
        </li>
        {locked ? <li>{words.factLocked}</li> : null}
        {slowMode > 0 ? <li>{words.factSlow(slowMode)}</li> : null}
        {retention.days === undefined ? null : <li>{words.factKept(retention.days)}</li>}
        {retention.count === undefined ? null : <li>{words.factKeptCount(retention.count)}</li>}
      </ul>
    </div>
  );
}
