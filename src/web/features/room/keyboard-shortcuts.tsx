/** The list of keyboard shortcuts, and their settings. */
import type { DialogWords } from "../../i18n/dialogs/en.ts";
import { dialogWords } from "../../i18n/dialogs/index.ts";
import { Modal } from "../../ui/dialog/modal.tsx";
import { keyName } from "../../ui/keyboard/key-tooltip.ts";
import type { DialogProps } from "../context/dialogs.ts";
import { useRoom } from "../context/room-context.ts";

type ShortcutWords = DialogWords["shortcuts"];
/** A meaning and one or two keys: alternatives ("or"), or one for each of two things ("and"). */
type Shortcut = readonly [
  meaning: keyof ShortcutWords["descriptions"],
  first: string,
  between?: "or" | "and",
  second?: string,
];

const GROUPS: readonly (readonly [part: keyof ShortcutWords["groups"], lines: readonly Shortcut[]])[] = [
  [
    "writing",
    [
      ["send", "Ctrl+Enter"],
      ["newLine", "Shift+Enter"],
      ["editLast", "↑"],
      ["mention", "@", "and", ":"],
      ["emoji", "Ctrl+E"],
      ["attach", "Ctrl+U"],
      ["bold", "Ctrl+B"],
      ["italic", "Ctrl+I"],
      ["strikethrough", "Ctrl+Shift+X"],
      ["newest", "Esc"],
    ],
  ],
  [
    "reading",
    [
      ["toMessages", "Shift+Tab"],
      ["nextMessage", "↑ ↓"],
      ["firstOrLast", "Home", "or", "End"],
      ["messageActions", "Enter"],
      ["nextAction", "← →"],
      ["toComposer", "Esc"],
    ],
  ],
  [
    "message",
    [
      ["react", "+", "or", ":"],
      ["reply", "R"],
      ["copyText", "C"],
      ["copyLink", "L"],
      ["edit", "E"],
      ["delete", "Delete"],
      ["author", "P"],
    ],
  ],
  [
    "page",
    [
      ["roomSwitcher", "Ctrl+K"],
      ["search", "/", "or", "Ctrl+Shift+F"],
      ["rooms", "Ctrl+Shift+L"],
      ["people", "Ctrl+Shift+M"],
      ["about", "Ctrl+,"],
      ["inspector", "Ctrl+Shift+Y"],
      ["changeName", "F2"],
      ["shortcuts", "?", "or", "Ctrl+/"],
    ],
  ],
];

export function KeyboardShortcuts({ close }: DialogProps) {
  const { shortcuts } = dialogWords();
  return (
    <Modal title={shortcuts.title} wide close={close}>
      <div class="shortcuts-groups">
        {GROUPS.map(([part, lines]) => (
          <section key={part} class="shortcuts-group">
            <h3>{shortcuts.groups[part]}</h3>
            <dl class="shortcuts">
              {lines.map(([meaning, first, between, second]) => (
                <div key={meaning}>
                  <dt>
                    <kbd dir="ltr">{keyName(first)}</kbd>
                    {between === undefined ? null : (
                      <>
                        {` ${shortcuts[between]} `}
                        <kbd dir="ltr">{keyName(second ?? "")}</kbd>
                      </>
                    )}
                  </dt>
                  <dd>{shortcuts.descriptions[meaning]}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <EnterSendsSwitch />
      <SingleKeysSwitch />
      <NotSaved />
    </Modal>
  );
}

/** Without storage, or with a full one, a choice is lost with the page. */
function NotSaved() {
  const { enterKey, singleKeyShortcuts } = useRoom();
  const isSaved = enterKey.isSaved.value && singleKeyShortcuts.isSaved.value;
  return (
    <p class="field-error" role="status">
      {isSaved ? "" : dialogWords().shortcuts.notSaved}
    </p>
  );
}

function EnterSendsSwitch() {
  const { enterKey } = useRoom();
  const { enterSends, enterNote } = dialogWords().shortcuts;
  return (
    <label class="shortcuts-switch">
      <input
        type="checkbox"
        checked={enterKey.sends.value}
        aria-describedby="enter-note"
        onChange={() => enterKey.toggle()}
      />
      <span>
        {enterSends}
        <span id="enter-note" class="shortcuts-switch-note">
          {enterNote(keyName("Ctrl+Enter"))}
        </span>
      </span>
    </label>
  );
}

function SingleKeysSwitch() {
  const { singleKeyShortcuts } = useRoom();
  const { singleKeys, singleKeysNote } = dialogWords().shortcuts;
  return (
    <label class="shortcuts-switch">
      <input
        type="checkbox"
        checked={singleKeyShortcuts.on.value}
        aria-describedby="single-keys-note"
        onChange={() => singleKeyShortcuts.toggle()}
      />
      <span>
        {singleKeys}
        <span id="single-keys-note" class="shortcuts-switch-note">
          {singleKeysNote}
        </span>
      </span>
    </label>
  );
}
