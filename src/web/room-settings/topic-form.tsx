/** Changes what the room is about. */
import { useSignal } from "@preact/signals";
import { LIMITS } from "../../protocol/limits.ts";
import { useRoom } from "../room-page/room-context.ts";
import { directionFor } from "../room-page/text-field.ts";
import { words } from "../words/room/index.ts";
import { settingsWords } from "../words/settings/index.ts";
import { useAsking } from "./asking.ts";
import { Problem } from "./section.tsx";

export function TopicForm({ topic }: { topic: string }) {
  const { room } = useRoom();
  const asking = useAsking();
  const said = settingsWords().topic;
  const typed = useSignal(topic);
  const saved = useSignal(false);
  const save = async () => {
    const answer = await asking.run(room.ask("room:update", { topic: typed.peek() }));
    if (answer === undefined) return;
    typed.value = answer.settings.topic;
    saved.value = true;
  };
  return (
    <form
      class="topic-form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <label for="room-topic">{said.label}</label>
      <div class="settings-field">
        <input
          id="room-topic"
          class="field"
          dir={directionFor(typed.value)}
          value={typed.value}
          maxLength={LIMITS.topicLength}
          autocomplete="off"
          aria-describedby="room-topic-hint"
          onInput={({ currentTarget }) => {
            typed.value = currentTarget.value;
            saved.value = false;
          }}
        />
        <button type="submit" class="button" disabled={asking.busy.value}>
          {words().save}
        </button>
      </div>
      <p id="room-topic-hint" class="settings-hint">
        {said.hint} <span role="status">{saved.value ? said.saved : ""}</span>
      </p>
      <Problem asking={asking} />
    </form>
  );
}
