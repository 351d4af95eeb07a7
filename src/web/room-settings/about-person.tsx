/** What the owner of a room can do about somebody in it. */
import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { Ack } from "../../protocol/errors.ts";
import type { Member } from "../../protocol/message.ts";
import type { DialogProps } from "../room-page/dialogs.tsx";
import { Modal } from "../room-page/modal.tsx";
import { type RoomPageContext, useRoom } from "../room-page/room-context.ts";
import { useAsking } from "./asking.ts";
import { Problem } from "./section.tsx";
import { words } from "./words.ts";

/** Something to do, asked for twice. */
interface Deed {
  label: string;
  hint: string;
  ask(): Promise<Ack>;
  done: string;
}

const deedsAbout = ({ room }: RoomPageContext, { id, name }: Member): readonly Deed[] => [
  {
    label: words.mute,
    hint: words.muteHint,
    ask: () => room.ask("member:mute", { id, on: true }),
    done: words.isMuted(name),
  },
  {
    label: words.ban,
    hint: words.banHint,
    ask: () => room.ask("member:ban", { id, on: true }),
    done: words.isBanned(name),
  },
  {
    label: words.erase,
    hint: words.eraseHint,
    ask: () => room.ask("member:erase", { id }),
    done: words.isErased(name),
  },
];

export function AboutPerson({ close }: DialogProps) {
  const context = useRoom();
  const { person } = context.dialogs;
  const deeds = useMemo(() => (person === undefined ? [] : deedsAbout(context, person)), [context, person]);
  const asking = useAsking();
  const chosen = useSignal<Deed | undefined>(undefined);
  if (person === undefined) return null;
  const run = async (deed: Deed) => {
    if (!(await asking.run(deed.ask()))) return;
    close();
    context.toast.say(deed.done);
  };
  return (
    <Modal title={words.personTitle(person.name)} close={close}>
      {deeds.map((deed) => (
        <div key={deed.label} class="settings-row">
          <div>
            <p>{chosen.value === deed ? words.sure(deed.label) : deed.label}</p>
            <p class="settings-hint">{deed.hint}</p>
          </div>
          {chosen.value === deed ? (
            <div class="settings-field">
              <button
                type="button"
                class="button danger"
                disabled={asking.busy.value}
                onClick={() => void run(deed)}
              >
                {words.yes}
              </button>
              <button
                type="button"
                class="button"
                onClick={() => {
                  chosen.value = undefined;
                }}
              >
                {words.cancel}
              </button>
            </div>
          ) : (
            <button
              type="button"
              class="button"
              onClick={() => {
                chosen.value = deed;
              }}
            >
              {deed.label}
            </button>
          )}
        </div>
      ))}
      <Problem asking={asking} />
    </Modal>
  );
}
