/** What the owner of a room can do about somebody: each is asked for twice, but for what takes a punishment back. */
import { useSignal } from "@preact/signals";
import type { Ack } from "../../protocol/errors.ts";
import type { Member } from "../../protocol/message.ts";
import type { RoomClient } from "../room/room-client.ts";
import { useRoom } from "../room-page/room-context.ts";
import { isolated } from "../words/names.ts";
import { words } from "../words/room/index.ts";
import { settingsWords } from "../words/settings/index.ts";
import { useAsking } from "./asking.ts";
import { Problem } from "./section.tsx";

interface Deed {
  label: string;
  hint: string;
  ask(): Promise<Ack>;
  done: string;
  /** Whether it is done without a question. */
  mild?: boolean;
}

function deedsAbout(room: RoomClient, { id, name }: Member): readonly Deed[] {
  const { person: said } = settingsWords();
  const who = isolated(name);
  const { lists } = room.sanctions;
  const has = (kind: "muted" | "banned") => lists.value?.[kind].some((member) => member.id === id) === true;
  const set = (kind: "muted" | "banned", on: boolean) => () => room.sanctions.set(kind, { id, name }, on);
  return [
    has("muted")
      ? {
          label: said.unmute,
          hint: said.isMuted(who),
          ask: set("muted", false),
          done: said.isUnmuted(who),
          mild: true,
        }
      : { label: said.mute, hint: said.muteHint, ask: set("muted", true), done: said.isMuted(who) },
    has("banned")
      ? {
          label: said.unban,
          hint: said.isBanned(who),
          ask: set("banned", false),
          done: said.isUnbanned(who),
          mild: true,
        }
      : { label: said.ban, hint: said.banHint, ask: set("banned", true), done: said.isBanned(who) },
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

export function Deeds({ person, close }: { person: Member; close(): void }) {
  const { room, toast } = useRoom();
  const asking = useAsking();
  /** The label of the one that is asked for a second time. */
  const chosen = useSignal<string | undefined>(undefined);
  const run = async (deed: Deed) => {
    if (!(await asking.run(deed.ask()))) return;
    close();
    toast.say(deed.done);
  };
  return (
    <>
      {deedsAbout(room, person).map((deed) => (
        <div key={deed.label} class="settings-row">
          <div>
            <p>{chosen.value === deed.label ? settingsWords().person.sure(deed.label) : deed.label}</p>
            <p class="settings-hint">{deed.hint}</p>
          </div>
          {chosen.value === deed.label ? (
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
              disabled={asking.busy.value}
              onClick={() => {
                if (deed.mild) void run(deed);
                else chosen.value = deed.label;
              }}
            >
              {deed.label}
            </button>
          )}
        </div>
      ))}
      <Problem asking={asking} />
    </>
  );
}
