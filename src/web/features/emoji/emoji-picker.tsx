/** The emoji picker: most used emoji first, searchable by name. A popover beside its button; a sheet on a phone. */
import { useComputed, useSignal } from "@preact/signals";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { type NamedEmoji, namedGroups } from "../../core/emoji/emoji-names.ts";
import { searchEmoji } from "../../core/emoji/emoji-search.ts";
import { dialogWords } from "../../i18n/dialogs/index.ts";
import { formatCount } from "../../i18n/plural.ts";
import { words } from "../../i18n/room/index.ts";
import { SkinTone, withoutTone, withTone } from "../../storage/skin-tone.ts";
import { CloseButton } from "../../ui/dialog/close-button.tsx";
import { DialogFrame } from "../../ui/dialog/dialog-frame.tsx";
import { placeBeside } from "../../ui/dialog/place-beside.ts";
import type { DialogProps } from "../context/dialogs.ts";
import { useRoom } from "../context/room-context.ts";
import { moveInGrid } from "./grid-navigation.ts";
import { SkinTonePicker } from "./skin-tone-picker.tsx";

/** How many of the most used are shown: one row. */
const MOST_USED = 8;

interface Section {
  title: string;
  emoji: readonly NamedEmoji[];
}

export function EmojiPicker({ close }: DialogProps) {
  const { dialogs, emojiUse, store } = useRoom();
  const labels = dialogWords().emoji;
  const groups = namedGroups();
  const dialog = useRef<HTMLDialogElement>(null);
  const grid = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const chosen = useRef<string | undefined>(undefined);
  const entriesByEmoji = useMemo(
    () => new Map(groups.flat().map((entry) => [withoutTone(entry.emoji), entry])),
    [groups],
  );
  const skinTone = useMemo(() => new SkinTone(store), [store]);
  const isChoosingTone = useSignal(false);
  const query = useSignal("");
  /** The emoji under the mouse or with the focus. */
  const highlighted = useSignal<NamedEmoji | undefined>(undefined);
  const sections = useComputed<readonly Section[]>(() => {
    const tone = skinTone.tone.value;
    const inTone = (entries: readonly NamedEmoji[]) =>
      entries.map((entry) => ({ ...entry, emoji: withTone(entry.emoji, tone) }));
    if (query.value.trim() !== "")
      return [{ title: labels.found, emoji: inTone(searchEmoji(groups.flat(), query.value)) }];
    // As they were used, in their skin tone at that time.
    const used = emojiUse.mostUsed(MOST_USED).flatMap((emoji) => {
      const entry = entriesByEmoji.get(withoutTone(emoji));
      return entry === undefined ? [] : { ...entry, emoji };
    });
    return [
      { title: labels.used, emoji: used },
      ...groups.map((emoji, index) => ({ title: labels.groups[index] ?? "", emoji: inTone(emoji) })),
    ];
  }).value;
  const searching = query.value.trim() !== "";
  const count = sections.reduce((sum, { emoji }) => sum + emoji.length, 0);

  useLayoutEffect(() => {
    const { emojiRequest } = dialogs;
    const element = dialog.current;
    if (element === null || emojiRequest === undefined) return;
    element.showModal();
    const stopPlacing = placeBeside(element, emojiRequest.beside);
    // A focused field would open a phone's keyboard over the emoji.
    if (matchMedia("(pointer: coarse)").matches) grid.current?.focus();
    return () => {
      stopPlacing();
      // While the dialog is open nothing outside can have the focus.
      element.close();
      emojiRequest.restoreFocus();
      if (chosen.current !== undefined) emojiRequest.choose(chosen.current);
    };
  }, [dialogs]);
  const choose = (emoji: string | undefined) => {
    if (emoji === undefined) return;
    chosen.current = emoji;
    close();
  };

  return (
    <DialogFrame frame={dialog} class="emoji-picker" label={labels.title} close={close}>
      <div class="emoji-picker-head">
        <input
          ref={field}
          class="field"
          type="search"
          value={query.value}
          placeholder={labels.field}
          aria-label={labels.field}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          dir="auto"
          onInput={({ currentTarget }) => {
            query.value = currentTarget.value;
            highlighted.value = undefined;
            grid.current?.scrollTo({ top: 0 });
          }}
          onKeyDown={(event) => {
            if (event.key !== "Enter" && event.key !== "ArrowDown") return;
            event.preventDefault();
            if (event.key === "Enter") {
              if (searching) choose(sections[0]?.emoji[0]?.emoji);
            } else grid.current?.querySelector("button")?.focus();
          }}
        />
        <CloseButton close={close} title={words().closeTip} />
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the buttons in it. */}
      <div
        ref={grid}
        class="emoji-picker-list"
        tabIndex={-1}
        onKeyDown={(event) => {
          if (moveInGrid(event, event.currentTarget)) event.preventDefault();
          else if (isTextKey(event)) field.current?.focus();
        }}
      >
        {sections.map(({ title, emoji }, section) => (
          <section key={title} class="emoji-group" aria-label={title}>
            <h2>{title}</h2>
            <div class="emoji-grid">
              {emoji.map((entry, index) => (
                <button
                  key={entry.emoji}
                  type="button"
                  // Tab reaches the first emoji, the arrow keys all others.
                  tabIndex={section === 0 && index === 0 ? 0 : -1}
                  aria-label={entry.name}
                  title={entry.name}
                  onFocus={() => {
                    highlighted.value = entry;
                  }}
                  onMouseEnter={() => {
                    highlighted.value = entry;
                  }}
                  onClick={() => choose(entry.emoji)}
                >
                  <span class="emoji">{entry.emoji}</span>
                </button>
              ))}
            </div>
          </section>
        ))}
        {count === 0 ? <p class="panel-note">{labels.none}</p> : null}
      </div>
      <div class="emoji-footer">
        {isChoosingTone.value ? null : <EmojiPreview entry={highlighted.value} />}
        <SkinTonePicker
          skinTone={skinTone}
          open={isChoosingTone.value}
          setOpen={(open) => {
            isChoosingTone.value = open;
          }}
        />
      </div>
      <p class="hidden-visually" role="status">
        {searching ? formatCount(labels.count, count) : ""}
      </p>
    </DialogFrame>
  );
}

/** The name of the highlighted emoji. Screen readers get it from the button. */
function EmojiPreview({ entry }: { entry: NamedEmoji | undefined }) {
  const code = entry?.codes[0];
  return (
    <p class="emoji-preview" aria-hidden="true">
      {entry === undefined ? (
        dialogWords().emoji.hint
      ) : (
        <>
          <span class="emoji">{entry.emoji}</span>
          <bdi>{entry.name}</bdi>
          {code === undefined ? null : <code dir="ltr">:{code}:</code>}
        </>
      )}
    </p>
  );
}

/** Whether a key types into the search field. */
const isTextKey = ({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean =>
  !ctrlKey && !metaKey && !altKey && key !== " " && ([...key].length === 1 || key === "Backspace");
