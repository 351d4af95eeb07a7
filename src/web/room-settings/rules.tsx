/** What the owner decides with a switch or a choice: each counts as soon as it is made. */
import type { Retention, RoomSettings, RoomUpdate } from "../../protocol/settings.ts";
import { useRoom } from "../room-page/room-context.ts";
import { timeSpan } from "../text/times.ts";
import { counted } from "../words/plural.ts";
import { settingsWords } from "../words/settings/index.ts";
import { useAsking } from "./asking.ts";
import { Problem, Row, Section } from "./section.tsx";

const SLOW_MODES = [0, 5, 10, 30, 60, 300, 900, 3_600];
const KEPT_DAYS = [1, 7, 30, 90, 365];
const DAY = 86_400;

export function Rules({ settings }: { settings: RoomSettings }) {
  const { room } = useRoom();
  const asking = useAsking();
  const { rules } = settingsWords();
  const update = (change: RoomUpdate) => void asking.run(room.ask("room:update", change));
  const slowModes = [...new Set([...SLOW_MODES, settings.slowMode])].sort((a, b) => a - b);
  const kept = keptAs(settings.retention);
  return (
    <>
      <Section title={rules.writing}>
        <Row
          label={rules.locked}
          hint={rules.lockedHint}
          control={(id, hint) => (
            <input
              id={id}
              type="checkbox"
              class="switch"
              role="switch"
              aria-checked={settings.locked}
              aria-describedby={hint}
              checked={settings.locked}
              onChange={({ currentTarget }) => update({ locked: currentTarget.checked })}
            />
          )}
        />
        <Row
          label={rules.slowMode}
          hint={rules.slowModeHint}
          control={(id, hint) => (
            <select
              id={id}
              class="field"
              aria-describedby={hint}
              value={settings.slowMode}
              onChange={({ currentTarget }) => update({ slowMode: Number(currentTarget.value) })}
            >
              {slowModes.map((seconds) => (
                <option key={seconds} value={seconds}>
                  {seconds === 0 ? rules.off : timeSpan(seconds)}
                </option>
              ))}
            </select>
          )}
        />
      </Section>
      <Section title={rules.keeping}>
        <Row
          label={rules.keepFor}
          hint={rules.keepForHint}
          control={(id, hint) => (
            <select
              id={id}
              class="field"
              aria-describedby={hint}
              value={kept}
              onChange={({ currentTarget }) =>
                update({ retention: retentionOf(currentTarget.value, settings) })
              }
            >
              <option value="">{rules.forEver}</option>
              {settings.retention.count === undefined ? null : (
                <option value="as-is">{counted(rules.newest, settings.retention.count)}</option>
              )}
              {daysWith(settings.retention.days).map((days) => (
                <option key={days} value={days}>
                  {timeSpan(days * DAY)}
                </option>
              ))}
            </select>
          )}
        />
      </Section>
      <Problem asking={asking} />
    </>
  );
}

const daysWith = (days: number | undefined): number[] =>
  [...new Set(days === undefined ? KEPT_DAYS : [...KEPT_DAYS, days])].sort((a, b) => a - b);

/** A retention by count is set by a program; the page shows it, and replaces it by one of its own choices. */
const keptAs = ({ days, count }: Retention): string => (count !== undefined ? "as-is" : String(days ?? ""));

function retentionOf(choice: string, { retention }: RoomSettings): Retention {
  if (choice === "as-is") return retention;
  return choice === "" ? {} : { days: Number(choice) };
}
