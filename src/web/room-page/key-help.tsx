/** What every key does. */
import type { DialogWords } from "../words/dialogs/en.ts";
import { dialogWords } from "../words/dialogs/index.ts";
import type { DialogProps } from "./dialogs.tsx";
import { Modal } from "./modal.tsx";

type Meaning = Exclude<keyof DialogWords["keys"], "title" | "or" | "and">;

/** What each key or set of keys is for; where there are two, either of them, or one after the other. */
const KEYS: readonly (readonly [meaning: Meaning, first: string, between?: "or" | "and", second?: string])[] =
  [
    ["send", "Enter"],
    ["newLine", "Shift+Enter"],
    ["editLast", "↑"],
    ["complete", "@", "and", ":"],
    ["toMessages", "Shift+Tab"],
    ["walk", "↑ ↓"],
    ["ends", "Home", "or", "End"],
    ["act", "Enter"],
    ["walkActions", "← →"],
    ["toComposer", "Esc"],
    ["jump", "Ctrl+K"],
    ["search", "/", "or", "Ctrl+Shift+F"],
    ["help", "?", "or", "Ctrl+/"],
  ];

export function KeyHelp({ close }: DialogProps) {
  const { keys } = dialogWords();
  return (
    <Modal title={keys.title} close={close}>
      <dl class="keys">
        {KEYS.map(([meaning, first, between, second]) => (
          <div key={meaning}>
            <dt>
              <kbd dir="ltr">{first}</kbd>
              {between === undefined ? null : (
                <>
                  {` ${keys[between]} `}
                  <kbd dir="ltr">{second}</kbd>
                </>
              )}
            </dt>
            <dd>{keys[meaning]}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
