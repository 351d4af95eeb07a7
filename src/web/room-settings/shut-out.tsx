/** Who is muted and who is banned, and the way back for each of them. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Member } from "../../protocol/message.ts";
import type { Sanctions } from "../../protocol/settings.ts";
import { Tile } from "../look/tile.tsx";
import { useRoom } from "../room-page/room-context.ts";
import { isolated } from "../words/names.ts";
import { settingsWords } from "../words/settings/index.ts";
import { useAsking } from "./asking.ts";
import { Problem, Section } from "./section.tsx";

const REQUESTS = { muted: "member:mute", banned: "member:ban" } as const;

export function ShutOut() {
  const { room } = useRoom();
  const asking = useAsking();
  const { shutOut } = settingsWords();
  const sanctions = useSignal<Sanctions | undefined>(undefined);
  const load = async () => {
    const answer = await asking.run(room.ask("sanctions:get", {}));
    if (answer !== undefined) sanctions.value = { muted: answer.muted, banned: answer.banned };
  };
  // Once, when the dialog opens.
  useEffect(() => void load(), []);
  const allow = async (kind: keyof Sanctions, { id }: Member) => {
    if (await asking.run(room.ask(REQUESTS[kind], { id, on: false }))) await load();
  };
  const listed = sanctions.value;
  if (listed === undefined) return <Problem asking={asking} />;
  const everybody = (["muted", "banned"] as const).flatMap((kind) =>
    listed[kind].map((member) => ({ kind, member })),
  );
  return (
    <Section title={shutOut.title}>
      {everybody.length === 0 ? <p class="settings-hint">{shutOut.nobody}</p> : null}
      <ul class="settings-list">
        {everybody.map(({ kind, member }) => (
          <li key={`${kind} ${member.id}`} class="settings-person">
            <Tile id={member.id} name={member.name} />
            <bdi class="side-row-text">{member.name}</bdi>
            <span class="settings-hint">{shutOut[kind]}</span>
            <button
              type="button"
              class="link-button"
              aria-label={shutOut.allowAgainNamed(isolated(member.name))}
              onClick={() => void allow(kind, member)}
            >
              {shutOut.allowAgain}
            </button>
          </li>
        ))}
      </ul>
      <Problem asking={asking} />
    </Section>
  );
}
