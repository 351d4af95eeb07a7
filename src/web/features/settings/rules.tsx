/** The owner's settings for messages. Each is saved at once, except those that delete messages. */
import { useSignal } from "@preact/signals";
import type { Retention, RoomSettings } from "../../../shared/contract/settings.ts";
import { timeSpan } from "../../core/text/time-spans.ts";
import { formatCount } from "../../i18n/plural.ts";
import { words } from "../../i18n/room/index.ts";
import { settingsWords } from "../../i18n/settings/index.ts";
import { Outcome, Row, Section } from "../../ui/section.tsx";
import { submitUnlessBusy, useRequest } from "../../ui/use-request.ts";
import { useRoom } from "../context/room-context.ts";

const SLOW_MODES = [0, 5, 10, 30, 60, 300, 900, 3_600];
const RETENTION_DAYS = [1, 7, 30, 90, 365];
const DAY = 86_400;

export function Rules({ settings }: { settings: RoomSettings }) {
  const { rules } = settingsWords();
  return (
    <Section title={rules.messages}>
      <LockSetting locked={settings.locked} />
      <SlowModeSetting seconds={settings.slowMode} />
      <RetentionSetting retention={settings.retention} />
    </Section>
  );
}

function LockSetting({ locked }: { locked: boolean }) {
  const { room } = useRoom();
  const request = useRequest();
  const { rules } = settingsWords();
  const save = async (field: HTMLInputElement) => {
    const done = await request.run(room.request("room:update", { locked: field.checked }));
    // A change that was rejected is reverted.
    if (done === undefined) field.checked = locked;
  };
  return (
    <>
      <Row
        label={rules.locked}
        hint={rules.lockedHint}
        control={(id, hint) => (
          <input
            id={id}
            type="checkbox"
            class="switch"
            role="switch"
            aria-checked={locked}
            aria-describedby={hint}
            checked={locked}
            onChange={({ currentTarget }) => void save(currentTarget)}
          />
        )}
      />
      <Outcome request={request} />
    </>
  );
}

function SlowModeSetting({ seconds }: { seconds: number }) {
  const { room } = useRoom();
  const request = useRequest();
  const { rules } = settingsWords();
  const choices = [...new Set([...SLOW_MODES, seconds])].sort((a, b) => a - b);
  const save = async (field: HTMLSelectElement) => {
    const done = await request.run(room.request("room:update", { slowMode: Number(field.value) }));
    if (done === undefined) field.value = String(seconds);
  };
  return (
    <>
      <Row
        label={rules.slowMode}
        hint={rules.slowModeHint}
        control={(id, hint) => (
          <select
            id={id}
            class="field"
            aria-describedby={hint}
            value={seconds}
            onChange={({ currentTarget }) => void save(currentTarget)}
          >
            {choices.map((choice) => (
              <option key={choice} value={choice}>
                {choice === 0 ? rules.off : timeSpan(choice)}
              </option>
            ))}
          </select>
        )}
      />
      <Outcome request={request} />
    </>
  );
}

/** Arrow keys step through the options, so an option that deletes messages needs a confirmation. */
function RetentionSetting({ retention }: { retention: Retention }) {
  const { room } = useRoom();
  const request = useRequest();
  const chosen = useSignal<string | undefined>(undefined);
  const { rules } = settingsWords();
  const kept = choiceOf(retention);
  const save = async (choice: string) => {
    const update = { retention: retentionOf(choice, retention) };
    if (await request.run(room.request("room:update", update))) chosen.value = undefined;
  };
  const choose = (choice: string) => {
    chosen.value = choice === kept ? undefined : choice;
    if (choice === "" && kept !== "") void save(choice);
  };
  const confirmedDays = chosen.value === "" ? undefined : chosen.value;
  return (
    <>
      <Row
        label={rules.keepFor}
        hint={rules.keepForHint}
        control={(id, hint) => (
          <select
            id={id}
            class="field"
            aria-describedby={hint}
            value={chosen.value ?? kept}
            onChange={({ currentTarget }) => choose(currentTarget.value)}
          >
            <option value="">{rules.forever}</option>
            {retention.count === undefined ? null : (
              <option value="as-is">{formatCount(rules.newest, retention.count)}</option>
            )}
            {daysWith(retention.days).map((days) => (
              <option key={days} value={days}>
                {timeSpan(days * DAY)}
              </option>
            ))}
          </select>
        )}
      />
      <div role="status">
        {confirmedDays === undefined ? null : (
          <div class="settings-question">
            <p>{rules.removeOlder(timeSpan(Number(confirmedDays) * DAY))}</p>
            <div class="settings-field">
              <button
                type="button"
                class="button danger"
                aria-disabled={request.busy.value}
                onClick={submitUnlessBusy(request, () => save(confirmedDays))}
              >
                {rules.confirmRemoval}
              </button>
              <button
                type="button"
                class="button"
                onClick={() => {
                  chosen.value = undefined;
                }}
              >
                {words().cancel}
              </button>
            </div>
          </div>
        )}
      </div>
      <Outcome request={request} />
    </>
  );
}

const daysWith = (days: number | undefined): number[] =>
  [...new Set(days === undefined ? RETENTION_DAYS : [...RETENTION_DAYS, days])].sort((a, b) => a - b);

/** A retention by count is set through the API; the page shows it, and can replace it by a number of days. */
const choiceOf = ({ days, count }: Retention): string => (count !== undefined ? "as-is" : String(days ?? ""));

function retentionOf(choice: string, retention: Retention): Retention {
  if (choice === "as-is") return retention;
  return choice === "" ? {} : { days: Number(choice) };
}
