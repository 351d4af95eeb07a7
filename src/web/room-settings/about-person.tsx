/** What the owner of a room can do about somebody in it. */
import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { Ack } from "../../protocol/errors.ts";
import type { Member } from "../../protocol/message.ts";
import type { DialogProps } from "../room-page/dialogs.tsx";
import { Modal } from "../room-page/modal.tsx";
import { type RoomPageContext, useRoom } from "../room-page/room-context.ts";
import { isolated } from "../words/names.ts";
import { words } from "../words/room/index.ts";
import { settingsWords } from "../words/settings/index.ts";
import { useAsking } from "./asking.ts";
import { Problem } from "./section.tsx";

/** Something to do, asked for twice. */
interface Deed {
  label: string;
  hint: string;
  ask(): Promise<Ack>;
  done: string;
}

function deedsAbout({ room }: RoomPageContext, { id, name }: Member): readonly Deed[] {
  const { person: said } = settingsWords();
  const who = isolated(name);
  return [
    {
      label: said.mute,
      hint: said.muteHint,
      ask: () => room.ask("member:mute", { id, on: true }),
      done: said.isMuted(who),
    },
    {
      label: said.ban,
      hint: said.banHint,
      ask: () => room.ask("member:ban", { id, on: true }),
      done: said.isBanned(who),
    },
    {
      label: said.erase,
      hint: said.eraseHint,
      ask: () => room.ask("member:erase", { id }),
      done: said.isErased(who),
    },
    {
      label: said.handOver,
      hint: said.handOverHint,
      ask: () => room.ask("room:handover", { id }),
      done: said.isOwner(who),
    },
  ];
}

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
    <Modal title={person.name} close={close}>
      {deeds.map((deed) => (
        <div key={deed.label} class="settings-row">
          <div>
            <p>{chosen.value === deed ? settingsWords().person.sure(deed.label) : deed.label}</p>
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
                {settingsWords().person.yes}
              </button>
              <button
                type="button"
                class="button"
                onClick={() => {
                  chosen.value = undefined;
                }}
              >
                {words().cancel}
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
