/** The muted and banned users, with a button to lift each sanction. */
import { useEffect } from "preact/hooks";
import type { Member } from "../../../shared/contract/message.ts";
import type { Sanctions } from "../../../shared/contract/settings.ts";
import { isolate } from "../../i18n/names.ts";
import { settingsWords } from "../../i18n/settings/index.ts";
import { Avatar } from "../../ui/icons/avatar.tsx";
import { Problem, Section } from "../../ui/section.tsx";
import { useRequest } from "../../ui/use-request.ts";
import { useRoom } from "../context/room-context.ts";

export function SanctionsSection() {
  const { room } = useRoom();
  const request = useRequest();
  const { sanctions: labels } = settingsWords();
  const { sanctions } = room;
  // The owner may have changed it on another device.
  useEffect(() => void request.run(sanctions.load()), [request, sanctions]);
  const lift = (kind: keyof Sanctions, member: Member) =>
    void request.run(sanctions.set(kind, member, false));
  const listed = sanctions.lists.value;
  if (listed === undefined) return <Problem request={request} />;
  const sanctioned = (["muted", "banned"] as const).flatMap((kind) =>
    listed[kind].map((member) => ({ kind, member })),
  );
  return (
    <Section title={labels.title}>
      {sanctioned.length === 0 ? <p class="settings-hint">{labels.empty}</p> : null}
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
      <Problem request={request} />
    </Section>
  );
}
