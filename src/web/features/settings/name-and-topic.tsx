/** Changes the title and the topic of the room. */
import { type Signal, useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import type { RoomSettings } from "../../../shared/contract/settings.ts";
import { limits } from "../../core/limits.ts";
import { settingsWords } from "../../i18n/settings/index.ts";
import { Outcome, Section } from "../../ui/section.tsx";
import { textDirection } from "../../ui/text-field.ts";
import { useRequest } from "../../ui/use-request.ts";
import { useRoom } from "../context/room-context.ts";

export function NameAndTopic({ settings }: { settings: RoomSettings }) {
  const { room } = useRoom();
  const request = useRequest();
  const { general } = settingsWords();
  // A field that was not edited shows the current value, which may change elsewhere.
  const title = useSignal<string | undefined>(undefined);
  const topic = useSignal<string | undefined>(undefined);
  const save = async () => {
    const update = {
      ...(title.value === undefined ? {} : { title: title.value }),
      ...(topic.value === undefined ? {} : { topic: topic.value }),
    };
    if (Object.keys(update).length === 0 || request.busy.peek()) return;
    const answer = await request.run(room.request("room:update", update));
    if (answer === undefined) return;
    if (title.peek() === update.title) title.value = undefined;
    if (topic.peek() === update.topic) topic.value = undefined;
    // Saves what was typed in the meantime.
    void save();
  };
  const onInput = (draft: Signal<string | undefined>) => (value: string) => {
    draft.value = value;
    request.done.value = false;
  };
  return (
    <Section title={general.title}>
      <Field
        label={general.name}
        hint={general.nameHint}
        value={title.value ?? settings.title ?? ""}
        maxLength={limits.value.titleLength}
        placeholder={room.name}
        onInput={onInput(title)}
        save={save}
      />
      <Field
        label={general.topic}
        hint={general.topicHint}
        value={topic.value ?? settings.topic}
        maxLength={limits.value.topicLength}
        onInput={onInput(topic)}
        save={save}
      />
      <Outcome request={request} />
    </Section>
  );
}

interface FieldProps {
  label: string;
  hint: string;
  value: string;
  /** In UTF-16 code units. */
  maxLength: number;
  placeholder?: string;
  onInput(value: string): void;
  save(): Promise<void>;
}

function Field({ label, hint, value, maxLength, placeholder = "", onInput, save }: FieldProps) {
  const id = useId();
  return (
    <div class="settings-labelled">
      <label for={id}>{label}</label>
      <input
        id={id}
        class="field"
        dir={textDirection(value || placeholder)}
        value={value}
        placeholder={placeholder}
        maxLength={maxLength}
        autocomplete="off"
        aria-describedby={`${id}-hint`}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
        onBlur={() => void save()}
        onKeyDown={(event) => {
          if (event.key === "Enter") void save();
        }}
      />
      <p id={`${id}-hint`} class="settings-hint">
        {hint}
      </p>
    </div>
  );
}
