/** The form that edits a message in its place. */
import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Message } from "../../../../shared/contract/message.ts";
import { cleanText } from "../../../../shared/text/clean-text.ts";
import { preloadFor, replaceShortcodes } from "../../../core/emoji/lazy-emoji.ts";
import { limits } from "../../../core/limits.ts";
import { failureText } from "../../../i18n/failure-text.ts";
import { lazyWords } from "../../../i18n/lazy/index.ts";
import { words } from "../../../i18n/room/index.ts";
import { handleFormatKey } from "../../../ui/keyboard/format-shortcuts.ts";
import { fitHeight } from "../../../ui/text-field.ts";
import { useRoom } from "../../context/room-context.ts";

export function EditForm({ message }: { message: Message }) {
  const { room, activeMessage, enterKey } = useRoom();
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

  const done = () => activeMessage.finishEdit();
  const save = async () => {
    const text = replaceShortcodes(cleanText(input.current?.value ?? ""));
    if (text === message.text && !message.deleted) return done();
    if (text === "") {
      problem.value = lazyWords().edit.empty;
      return;
    }
    if (message.deleted) {
      room.send({ text });
      return done();
    }
    const error = await room.actions.edit(message.seq, text);
    if (error === undefined) return done();
    problem.value = lazyWords().edit.notEdited(failureText(error));
    input.current?.focus();
  };

  return (
    <form
      class="edit-form"
      aria-label={lazyWords().edit.label}
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
        aria-label={lazyWords().edit.label}
        aria-describedby="edit-problem"
        aria-invalid={problem.value !== ""}
        onInput={({ currentTarget }) => {
          fitHeight(currentTarget);
          preloadFor(currentTarget.value);
        }}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (handleFormatKey(event, event.currentTarget)) event.preventDefault();
          if (event.key === "Escape") done();
          if (!enterKey.isSendKey(event)) return;
          event.preventDefault();
          void save();
        }}
      />
      <p id="edit-problem" class="field-error" role="alert">
        {message.deleted ? lazyWords().edit.deleted : problem}
      </p>
      <div class="edit-form-actions">
        <button type="submit" class="link-button" title={lazyWords().edit.saveTip}>
          {words().save}
        </button>
        <button type="button" class="link-button" title={lazyWords().edit.cancelTip} onClick={done}>
          {words().cancel}
        </button>
      </div>
    </form>
  );
}
