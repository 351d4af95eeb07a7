/** The muted and banned users, with a button to lift each sanction. */
import { useEffect } from "preact/hooks";
import type { Member } from "../../../shared/contract/message.ts";
import type { Sanctions } from "../../../shared/contract/settings.ts";
import { isolate } from "../../i18n/names.ts";
import { settingsWords } from "../../i18n/settings/index.ts";
import { Avatar } from "../../ui/icons/avatar.tsx";
import { RequestError, Section } from "../../ui/section.tsx";
import { useLoadRequest, useRequest } from "../../ui/use-request.ts";
import { useRoom } from "../context/room-context.ts";

export function SanctionsSection() {
  const { room } = useRoom();
  const listRequest = useLoadRequest();
  const request = useRequest();
  const { sanctions: labels } = settingsWords();
  const { sanctions } = room;
  // The owner may have changed it on another device.
  const load = () => void listRequest.run(sanctions.load());
  useEffect(load, [listRequest, sanctions]);
  const lift = (kind: keyof Sanctions, member: Member) =>
    void request.run(sanctions.set(kind, member, false), `${kind} ${member.id}`);
  const listed = sanctions.lists.value;
  const sanctioned = (["muted", "banned"] as const).flatMap((kind) =>
    (listed?.[kind] ?? []).map((member) => ({ kind, member })),
  );
  return (
    <Section title={labels.title}>
      {listed !== undefined && sanctioned.length === 0 ? <p class="settings-hint">{labels.empty}</p> : null}
      <ul class="settings-list">
        {sanctioned.map(({ kind, member }) => (
          <li key={`${kind} ${member.id}`} class="settings-person">
            <Avatar id={member.id} name={member.name} />
            <bdi class="panel-row-text">{member.name}</bdi>
            <span class="settings-hint">{labels[kind]}</span>
            <button
              type="button"
              class="link-button"
              aria-label={labels.liftFor(isolate(member.name))}
              onClick={() => lift(kind, member)}
            >
              {labels.lift}
            </button>
          </li>
        ))}
      </ul>
      <RequestError request={listRequest} retry={load} />
      <RequestError request={request} />
    </Section>
  );
}
