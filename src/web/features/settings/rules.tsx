/** The owner's settings for messages. Each is saved at once, except those that delete messages. */
import { useSignal } from "@preact/signals";
import type { Retention, RoomSettings } from "../../../shared/contract/settings.ts";
import { timeSpan } from "../../core/text/time-spans.ts";
import { formatCount } from "../../i18n/plural.ts";
import { words } from "../../i18n/room/index.ts";
import { settingsWords } from "../../i18n/settings/index.ts";
import { Outcome, RequestButton, Row, Section } from "../../ui/section.tsx";
import { useSetting } from "./use-setting.ts";

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
  const { value, request, choose } = useSetting(locked, (chosen) => ({ locked: chosen }));
  const { rules } = settingsWords();
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
            aria-checked={value}
            aria-describedby={hint}
            checked={value}
            onChange={({ currentTarget }) => void choose(currentTarget.checked)}
          />
        )}
      />
      <Outcome request={request} />
    </>
  );
}

function SlowModeSetting({ seconds }: { seconds: number }) {
  const { value, request, choose } = useSetting(seconds, (slowMode) => ({ slowMode }));
  const { rules } = settingsWords();
  const choices = [...new Set([...SLOW_MODES, seconds])].sort((a, b) => a - b);
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
            value={value}
            onChange={({ currentTarget }) => void choose(Number(currentTarget.value))}
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
  const kept = choiceOf(retention);
  const setting = useSetting(kept, (choice) => ({ retention: retentionOf(choice, retention) }));
  const { request } = setting;
  /** What was chosen and has to be confirmed. */
  const unconfirmed = useSignal<string | undefined>(undefined);
  const { rules } = settingsWords();
  const choose = (choice: string) => {
    const deletes = choice !== "" && choice !== kept;
    unconfirmed.value = deletes ? choice : undefined;
    if (choice === "" && kept !== "") void setting.choose(choice);
  };
  const confirm = (choice: string) => {
    unconfirmed.value = undefined;
    return setting.choose(choice);
  };
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
            value={unconfirmed.value ?? setting.value}
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
        {unconfirmed.value === undefined ? null : (
          <div class="settings-question">
            <p>{rules.removeOlder(timeSpan(Number(unconfirmed.value) * DAY))}</p>
            <div class="settings-field">
              <RequestButton request={request} kind="danger" act={() => confirm(unconfirmed.peek() ?? kept)}>
                {rules.confirmRemoval}
              </RequestButton>
              <button
                type="button"
                class="button"
                onClick={() => {
                  unconfirmed.value = undefined;
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
