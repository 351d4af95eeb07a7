/** Who is muted and who is banned, and the way back for each of them. */
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
  const asking = useRequest();
  const { sanctions: shutOut } = settingsWords();
  const { sanctions } = room;
  // Another device of the owner may have changed it.
  useEffect(() => void asking.run(sanctions.load()), [asking, sanctions]);
  const allow = (kind: keyof Sanctions, member: Member) =>
    void asking.run(sanctions.set(kind, member, false));
  const listed = sanctions.lists.value;
  if (listed === undefined) return <Problem asking={asking} />;
  const everybody = (["muted", "banned"] as const).flatMap((kind) =>
    listed[kind].map((member) => ({ kind, member })),
  );
  return (
    <Section title={shutOut.title}>
      {everybody.length === 0 ? <p class="settings-hint">{shutOut.empty}</p> : null}
      <ul class="settings-list">
        {everybody.map(({ kind, member }) => (
          <li key={`${kind} ${member.id}`} class="settings-person">
            <Avatar id={member.id} name={member.name} />
            <bdi class="panel-row-text">{member.name}</bdi>
            <span class="settings-hint">{shutOut[kind]}</span>
            <button
              type="button"
              class="link-button"
              aria-label={shutOut.liftFor(isolate(member.name))}
              onClick={() => allow(kind, member)}
            >
              {shutOut.lift}
            </button>
          </li>
        ))}
      </ul>
      <Problem asking={asking} />
    </Section>
  );
}
