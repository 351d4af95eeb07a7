/** Changes the title and the topic of the room. */
import { type Signal, signal } from "@preact/signals";
import { useEffect, useId } from "preact/hooks";
import type { RoomSettings } from "../../../shared/contract/settings.ts";
import { limits } from "../../core/limits.ts";
import type { RoomClient } from "../../core/room-client.ts";
import { settingsWords } from "../../i18n/settings/index.ts";
import { Outcome, Section } from "../../ui/section.tsx";
import { textDirection } from "../../ui/text-field.ts";
import { PendingRequest, useRequest } from "../../ui/use-request.ts";
import { useRoom } from "../context/room-context.ts";

/** What was typed and is not saved; undefined for a field that was not edited: it shows the current value, which may change elsewhere. */
class Drafts {
  readonly title = signal<string | undefined>(undefined);
  readonly topic = signal<string | undefined>(undefined);
  readonly request = new PendingRequest();
}

/** By room: what could not be saved is still there when the dialog opens again. */
const drafts = new WeakMap<RoomClient, Drafts>();

function draftsOf(room: RoomClient): Drafts {
  const known = drafts.get(room) ?? new Drafts();
  drafts.set(room, known);
  return known;
}

export function NameAndTopic({ settings }: { settings: RoomSettings }) {
  const { room } = useRoom();
  const { title, topic, request: kept } = draftsOf(room);
  const request = useRequest(kept);
  const { general } = settingsWords();
  const save = async () => {
    const update = {
      ...(title.peek() === undefined ? {} : { title: title.peek() }),
      ...(topic.peek() === undefined ? {} : { topic: topic.peek() }),
    };
    if (Object.keys(update).length === 0 || request.busy.peek()) return;
    const answer = await request.run(room.request("room:update", update));
    if (answer === undefined) return;
    room.settings.update(answer.settings);
    if (title.peek() === update.title) title.value = undefined;
    if (topic.peek() === update.topic) topic.value = undefined;
    // Saves what was typed in the meantime.
    void save();
  };
  useEffect(() => {
    request.done.value = false;
    // The browser does not say that a dialog that closes takes the focus from a field.
    return () => void save();
  }, []);
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
