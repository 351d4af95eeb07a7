/** A message of one's own, being written anew in its place. */
import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Message } from "../../protocol/message.ts";
import { cleanText } from "../../protocol/text.ts";
import { foresee, spelled } from "../emoji/lazy-emoji.ts";
import { limits } from "../limits.ts";
import { reasonOf } from "../text/reasons.ts";
import { lateWords } from "../words/late/index.ts";
import { words } from "../words/room/index.ts";
import { takeFormatKey } from "./format-keys.ts";
import { useRoom } from "./room-context.ts";
import { fitHeight } from "./text-field.ts";

export function EditForm({ message }: { message: Message }) {
  const { room, attention, enterKey } = useRoom();
  const input = useRef<HTMLTextAreaElement>(null);
  const problem = useSignal("");

  useLayoutEffect(() => {
    const field = input.current;
    if (field === null) return;
    fitHeight(field);
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
    field.scrollIntoView({ block: "nearest" });
  }, []);

  const done = () => attention.edited();
  const save = async () => {
    const text = spelled(cleanText(input.current?.value ?? ""));
    if (text === message.text && !message.deleted) return done();
    if (text === "") {
      problem.value = lateWords().edit.empty;
      return;
    }
    if (message.deleted) {
      room.send({ text });
      return done();
    }
    const error = await room.actions.edit(message.seq, text);
    if (error === undefined) return done();
    problem.value = lateWords().edit.notEdited(reasonOf(error));
    input.current?.focus();
  };

  return (
    <form
      class="edit-form"
      aria-label={lateWords().edit.label}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <textarea
        ref={input}
        class="field"
        dir="auto"
        rows={1}
        defaultValue={message.text}
        maxLength={limits.value.textLength}
        aria-label={lateWords().edit.label}
        aria-describedby="edit-problem"
        aria-invalid={problem.value !== ""}
        onInput={({ currentTarget }) => {
          fitHeight(currentTarget);
          foresee(currentTarget.value);
        }}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (takeFormatKey(event, event.currentTarget)) event.preventDefault();
          if (event.key === "Escape") done();
          if (!enterKey.sendsBy(event)) return;
          event.preventDefault();
          void save();
        }}
      />
      <p id="edit-problem" class="field-error" role="alert">
        {message.deleted ? lateWords().edit.deleted : problem}
      </p>
      <div class="edit-form-actions">
        <button type="submit" class="link-button" title={lateWords().edit.saveTip}>
          {words().save}
        </button>
        <button type="button" class="link-button" title={lateWords().edit.cancelTip} onClick={done}>
          {words().cancel}
        </button>
      </div>
    </form>
  );
}
