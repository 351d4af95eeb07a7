/** The form that edits a message in its place. */
import { signal } from "@preact/signals";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { Message } from "../../../../shared/contract/message.ts";
import { cleanText } from "../../../../shared/text/clean-text.ts";
import { preloadFor, replaceShortcodes } from "../../../core/emoji/lazy-emoji.ts";
import { limits } from "../../../core/limits.ts";
import { failureText } from "../../../i18n/failure-text.ts";
import { lazyWords } from "../../../i18n/lazy/index.ts";
import { words } from "../../../i18n/room/index.ts";
import { handleFormatKey } from "../../../ui/keyboard/format-shortcuts.ts";
import { fitHeight } from "../../../ui/text-field.ts";
import type { ActiveMessage } from "../../context/message-list.ts";
import { useRoom } from "../../context/room-context.ts";

/** An edit from its start to its end. Its form goes and comes back with the line, as the list is scrolled. */
class Edit {
  /** The text when the form went; undefined before. */
  text: string | undefined;
  readonly problem = signal("");
  isSaving = false;

  constructor(readonly key: string | undefined) {}
}

const edits = new WeakMap<ActiveMessage, Edit>();

/** The edit that is open, or one that begins. */
function openEdit(activeMessage: ActiveMessage): Edit {
  const key = activeMessage.editedKey.peek();
  const open = edits.get(activeMessage);
  if (open !== undefined && open.key === key) return open;
  const edit = new Edit(key);
  edits.set(activeMessage, edit);
  return edit;
}

export function EditForm({ message }: { message: Message }) {
  const { room, activeMessage, enterKey, toast } = useRoom();
  const input = useRef<HTMLTextAreaElement>(null);
  const edit = useMemo(() => openEdit(activeMessage), [activeMessage]);
  const { problem } = edit;

  useLayoutEffect(() => {
    const field = input.current;
    if (field === null) return;
    fitHeight(field);
    // A form that comes back takes neither the focus nor the view.
    if (edit.text === undefined) {
      field.focus();
      field.setSelectionRange(field.value.length, field.value.length);
      field.scrollIntoView({ block: "nearest" });
    }
    return () => {
      edit.text = field.value;
    };
  }, []);

  const done = () => {
    edits.delete(activeMessage);
    activeMessage.finishEdit();
  };
  const save = async () => {
    if (edit.isSaving) return;
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
    edit.isSaving = true;
    const error = await room.actions.edit(message.seq, text);
    edit.isSaving = false;
    // Until the answer the user may have cancelled this edit and started another.
    const isOpen = edits.get(activeMessage) === edit && activeMessage.editedKey.peek() === edit.key;
    if (error === undefined) {
      if (isOpen) done();
      return;
    }
    problem.value = lazyWords().edit.notEdited(failureText(error));
    if (input.current === null) toast.show(problem.value);
    else input.current.focus();
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
        defaultValue={edit.text ?? message.text}
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
