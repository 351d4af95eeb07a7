/** Room settings for the owner; facts about the room for all others. */
import { OPERATOR_OWNER, type RoomSettings } from "../../../shared/contract/settings.ts";
import { timeSpan } from "../../core/text/time-spans.ts";
import { isolate } from "../../i18n/names.ts";
import { formatCount } from "../../i18n/plural.ts";
import { settingsWords } from "../../i18n/settings/index.ts";
import { Modal } from "../../ui/dialog/modal.tsx";
import { Section } from "../../ui/section.tsx";
import type { DialogProps } from "../context/dialogs.ts";
import { useMemberStatus } from "../context/member-status.ts";
import { useRoom } from "../context/room-context.ts";
import { Access } from "./access.tsx";
import { Bots } from "./bots.tsx";
import { DeleteRoom } from "./delete-room.tsx";
import { Export } from "./export.tsx";
import { NameAndTopic } from "./name-and-topic.tsx";
import { Rules } from "./rules.tsx";
import { SanctionsSection } from "./sanctions.tsx";

/** In seconds. */
const DAY = 86_400;

export function RoomSettingsDialog({ close }: DialogProps) {
  const { room } = useRoom();
  const settings = room.settings.current.value;
  const isOwner = room.settings.isOwner.value;
  const isClosed = settings?.closed === true;
  return (
    <Modal
      title={isOwner && !isClosed ? settingsWords().settingsTitle : settingsWords().aboutTitle}
      close={close}
      wide
    >
      {settings === undefined ? null : isOwner && !isClosed ? (
        <div class="settings-all">
          <p class="settings-hint">{settingsWords().facts.ownedByYou}</p>
          <NameAndTopic settings={settings} />
          <Rules settings={settings} />
          <Access settings={settings} />
          <SanctionsSection />
          <Bots />
          <DeleteRoom close={close} />
        </div>
      ) : (
        <div class="settings-all">
          <Facts settings={settings} />
          {isOwner ? (
            <Section title={settingsWords().exportAndDelete.exportTitle}>
              <Export />
            </Section>
          ) : null}
        </div>
      )}
    </Modal>
  );
}

function Facts({
  settings: { owner, topic, closed, locked, slowMode, retention },
}: {
  settings: RoomSettings;
}) {
  const { room } = useRoom();
  const { facts, general } = settingsWords();
  return (
    <>
      <div>
        <p class="room-facts-name" dir="auto">
          {room.settings.title}
        </p>
        <p dir={topic === "" ? undefined : "auto"}>{topic === "" ? general.noTopic : topic}</p>
      </div>
      <ul class="settings-facts">
        {room.settings.title.value === room.name ? null : <li>{facts.address(isolate(room.name))}</li>}
        <li>{owner === undefined || owner === OPERATOR_OWNER ? facts.noOwner : <Owner id={owner} />}</li>
        {closed ? <li>{facts.closed}</li> : null}
        {locked ? <li>{facts.locked}</li> : null}
        {slowMode > 0 ? <li>{facts.slow(timeSpan(slowMode))}</li> : null}
        {retention.days === undefined ? null : <li>{facts.kept(timeSpan(retention.days * DAY))}</li>}
        {retention.count === undefined ? null : <li>{formatCount(facts.keptCount, retention.count)}</li>}
      </ul>
    </>
  );
}

function Owner({ id }: { id: string }) {
  const { room } = useRoom();
  const { status } = useMemberStatus(room, id);
  const { facts } = settingsWords();
  const name = "name" in status ? status.name : room.people.nameOf(id);
  return <>{name === undefined ? facts.ownerAbsent : facts.ownedBy(isolate(name))}</>;
}
