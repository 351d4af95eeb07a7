/** What the owner of a room can do about somebody: each is asked for twice, but for what takes a punishment back. */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { isBot } from "../../../../shared/contract/bots.ts";
import type { Ack } from "../../../../shared/contract/errors.ts";
import type { Member } from "../../../../shared/contract/message.ts";
import type { RoomClient } from "../../../core/room-client.ts";
import { isolate } from "../../../i18n/names.ts";
import { words } from "../../../i18n/room/index.ts";
import { settingsWords } from "../../../i18n/settings/index.ts";
import { Problem } from "../../../ui/section.tsx";
import { type PendingRequest, unlessBusy, useRequest } from "../../../ui/use-request.ts";
import { useRoom } from "../../context/room-context.ts";

interface Deed {
  label: string;
  hint: string;
  ask(): Promise<Ack>;
  done: string;
  /** Whether it gives something back: that is done without a question. */
  gives?: boolean;
  /** Whether the person may still know how to come in: new access is offered afterwards. */
  leavesKeys?: boolean;
}

function deedsAbout(room: RoomClient, { id, name }: Member): readonly Deed[] {
  const { person } = settingsWords();
  const who = isolate(name);
  const { lists } = room.sanctions;
  const has = (kind: "muted" | "banned") => lists.value?.[kind].some((member) => member.id === id) === true;
  const set = (kind: "muted" | "banned", on: boolean) => () => room.sanctions.set(kind, { id, name }, on);
  const deeds: readonly Deed[] = [
    has("muted")
      ? {
          label: person.unmute,
          hint: person.unmuteHint,
          ask: set("muted", false),
          done: person.isUnmuted(who),
          gives: true,
        }
      : { label: person.mute, hint: person.muteHint, ask: set("muted", true), done: person.isMuted(who) },
    has("banned")
      ? {
          label: person.unban,
          hint: person.unbanHint,
          ask: set("banned", false),
          done: person.isUnbanned(who),
          gives: true,
        }
      : {
          label: person.ban,
          hint: person.banHint,
          ask: set("banned", true),
          done: person.isBanned(who),
          leavesKeys: room.settings.current.value?.visibility === "private",
        },
    {
      label: person.deleteMessages,
      hint: person.deleteMessagesHint,
      ask: () => room.request("member:erase", { id }),
      done: person.messagesDeleted(who),
    },
  ];
  const handOver: Deed = {
    label: person.transferOwnership,
    hint: person.transferOwnershipHint,
    ask: () => room.request("room:handover", { id }),
    done: person.isOwner(who),
  };
  return isBot(id) ? deeds : [...deeds, handOver];
}

export function ModerationActions({ person, close }: { person: Member; close(): void }) {
  const { room, toast, dialogs } = useRoom();
  const asking = useRequest();
  /** The label of the one that is asked for a second time. */
  const chosen = useSignal<string | undefined>(undefined);
  /** The label of the one that was thought better of: its button takes the focus back. */
  const kept = useRef<string | undefined>(undefined);
  /** Whether new access is offered now. */
  const offers = useSignal(false);
  const run = async (deed: Deed) => {
    if (!(await asking.run(deed.ask()))) return;
    toast.show(deed.done);
    if (deed.leavesKeys) offers.value = true;
    else close();
  };
  if (offers.value) {
    return (
      <NewAccess
        open={() => {
          dialogs.open.value = "about";
        }}
        close={close}
      />
    );
  }
  return (
    <>
      {deedsAbout(room, person).map((deed) => (
        <div key={deed.label} class="settings-row">
          {chosen.value === deed.label ? (
            <Question
              deed={deed}
              asking={asking}
              run={run}
              keep={() => {
                kept.current = deed.label;
                chosen.value = undefined;
              }}
            />
          ) : (
            <>
              <p class="settings-hint">{deed.hint}</p>
              <FocusedButton
                when={kept.current === deed.label}
                act={() => {
                  if (deed.gives) void run(deed);
                  else chosen.value = deed.label;
                }}
              >
                {deed.label}
              </FocusedButton>
            </>
          )}
        </div>
      ))}
      <Problem asking={asking} />
    </>
  );
}

/** After a ban from a private room: the person may still know the passphrase and the invite link. */
function NewAccess({ open, close }: { open(): void; close(): void }) {
  const { person } = settingsWords();
  return (
    <div class="settings-row">
      <p class="settings-hint" role="alert">
        {person.knowsCredentials}
      </p>
      <FocusedButton when act={open}>
        {person.changeCredentials}
      </FocusedButton>
      <button type="button" class="link-button" onClick={close}>
        {person.keepCredentials}
      </button>
    </div>
  );
}

interface FocusedButtonProps {
  /** Whether it takes the focus when it appears. */
  when: boolean;
  act(): void;
  children: ComponentChildren;
}

function FocusedButton({ when, act, children }: FocusedButtonProps) {
  const button = useRef<HTMLButtonElement>(null);
  // Once, as it appears, and before the next key.
  useLayoutEffect(() => {
    if (when) button.current?.focus();
  }, []);
  return (
    <button ref={button} type="button" class="button" onClick={act}>
      {children}
    </button>
  );
}

interface QuestionProps {
  deed: Deed;
  asking: PendingRequest;
  run(deed: Deed): Promise<void>;
  keep(): void;
}

/** In the place of the button that asked for it, with the focus on what does nothing. */
function Question({ deed, asking, run, keep }: QuestionProps) {
  const { person } = settingsWords();
  return (
    <>
      <p>
        {person.confirm(deed.label)} <span class="settings-hint">{deed.hint}</span>
      </p>
      <div class="settings-field">
        <button
          type="button"
          class="button danger"
          aria-disabled={asking.busy.value}
          onClick={unlessBusy(asking, () => run(deed))}
        >
          {person.yes}
        </button>
        <FocusedButton when act={keep}>
          {words().cancel}
        </FocusedButton>
      </div>
    </>
  );
}
