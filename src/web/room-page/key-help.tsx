/** What every key does. */
import type { DialogProps } from "./dialogs.tsx";
import { Modal } from "./modal.tsx";

const KEYS: readonly (readonly [keys: string, meaning: string])[] = [
  ["Enter", "Send the message"],
  ["Shift+Enter", "Start a new line"],
  ["↑", "In an empty composer: edit your last message"],
  ["@ and :", "Name somebody, or an emoji"],
  ["Shift+Tab", "From the composer to the messages"],
  ["↑ ↓", "In the messages: from one to the next"],
  ["Enter", "On a message: what can be done with it"],
  ["← →", "From one action to the next"],
  ["Esc", "Back to the composer"],
  ["Ctrl+K", "Go to another room"],
  ["/  or  Ctrl+Shift+F", "Search this room"],
  ["?  or  Ctrl+/", "This list"],
];

export function KeyHelp({ close }: DialogProps) {
  return (
    <Modal title="Keys" close={close}>
      <dl class="keys">
        {KEYS.map(([keys, meaning]) => (
          <div key={keys + meaning}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
