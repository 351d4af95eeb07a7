/** What every key does, and whether those pressed alone do anything. */
import type { DialogWords } from "../../i18n/dialogs/en.ts";
import { dialogWords } from "../../i18n/dialogs/index.ts";
import { Modal } from "../../ui/dialog/modal.tsx";
import { keyName } from "../../ui/keyboard/key-tooltip.ts";
import { useRoom } from "../context/room-context.ts";
import type { DialogProps } from "./dialogs.tsx";

type KeyWords = DialogWords["keys"];
/** A meaning, and its keys; where there are two, either of them, or each for another thing. */
type Line = readonly [
  meaning: keyof KeyWords["meanings"],
  first: string,
  between?: "or" | "and",
  second?: string,
];

const KEYS: readonly (readonly [part: keyof KeyWords["parts"], lines: readonly Line[]])[] = [
  [
    "writing",
    [
      ["send", "Ctrl+Enter"],
      ["newLine", "Shift+Enter"],
      ["editLast", "↑"],
      ["complete", "@", "and", ":"],
      ["emoji", "Ctrl+E"],
      ["attach", "Ctrl+U"],
      ["bold", "Ctrl+B"],
      ["italic", "Ctrl+I"],
      ["strike", "Ctrl+Shift+X"],
      ["newest", "Esc"],
    ],
  ],
  [
    "reading",
    [
      ["toMessages", "Shift+Tab"],
      ["walk", "↑ ↓"],
      ["ends", "Home", "or", "End"],
      ["act", "Enter"],
      ["walkActions", "← →"],
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
      ["jump", "Ctrl+K"],
      ["search", "/", "or", "Ctrl+Shift+F"],
      ["rooms", "Ctrl+Shift+L"],
      ["people", "Ctrl+Shift+M"],
      ["about", "Ctrl+,"],
      ["wire", "Ctrl+Shift+Y"],
      ["rename", "F2"],
      ["help", "?", "or", "Ctrl+/"],
    ],
  ],
];

export function KeyboardShortcuts({ close }: DialogProps) {
  const { keys } = dialogWords();
  return (
    <Modal title={keys.title} wide close={close}>
      <div class="keys-parts">
        {KEYS.map(([part, lines]) => (
          <section key={part} class="keys-part">
            <h3>{keys.parts[part]}</h3>
            <dl class="keys">
              {lines.map(([meaning, first, between, second]) => (
                <div key={meaning}>
                  <dt>
                    <kbd dir="ltr">{keyName(first)}</kbd>
                    {between === undefined ? null : (
                      <>
                        {` ${keys[between]} `}
                        <kbd dir="ltr">{keyName(second ?? "")}</kbd>
                      </>
                    )}
                  </dt>
                  <dd>{keys.meanings[meaning]}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <EnterSwitch />
      <SingleKeysSwitch />
    </Modal>
  );
}

function EnterSwitch() {
  const { enterKey } = useRoom();
  const { enterSends, enterNote } = dialogWords().keys;
  return (
    <label class="keys-switch">
      <input
        type="checkbox"
        checked={enterKey.sends.value}
        aria-describedby="enter-note"
        onChange={() => enterKey.toggle()}
      />
      <span>
        {enterSends}
        <span id="enter-note" class="keys-switch-note">
          {enterNote(keyName("Ctrl+Enter"))}
        </span>
      </span>
    </label>
  );
}

function SingleKeysSwitch() {
  const { singleKeyShortcuts } = useRoom();
  const { single, singleNote } = dialogWords().keys;
  return (
    <label class="keys-switch">
      <input
        type="checkbox"
        checked={singleKeyShortcuts.on.value}
        aria-describedby="single-keys-note"
        onChange={() => singleKeyShortcuts.toggle()}
      />
      <span>
        {single}
        <span id="single-keys-note" class="keys-switch-note">
          {singleNote}
        </span>
      </span>
    </label>
  );
}
