/** What the owner of a room can do with a member. Each action is confirmed, except those that undo one. */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { KeysInUse } from "../../../../shared/contract/access.ts";
import { isBot } from "../../../../shared/contract/bots.ts";
import type { Ack } from "../../../../shared/contract/errors.ts";
import type { Member } from "../../../../shared/contract/message.ts";
import type { BanResult } from "../../../../shared/contract/settings.ts";
import type { RoomClient } from "../../../core/room-client.ts";
import { isolate } from "../../../i18n/names.ts";
import { words } from "../../../i18n/room/index.ts";
import { settingsWords } from "../../../i18n/settings/index.ts";
import { RequestButton, RequestError } from "../../../ui/section.tsx";
import { type PendingRequest, useRequest } from "../../../ui/use-request.ts";
import { useRoom } from "../../context/room-context.ts";
import { NewAccess } from "./new-access.tsx";

interface ModerationAction {
  label: string;
  hint: string;
  send(): Promise<Ack<BanResult>>;
  done: string;
  /** Whether it undoes another action: it needs no confirmation. */
  isUndo?: boolean;
}

function actionsFor(room: RoomClient, { id, name }: Member): readonly ModerationAction[] {
  const { person } = settingsWords();
  const who = isolate(name);
  const { lists } = room.sanctions;
  const has = (kind: "muted" | "banned") => lists.value?.[kind].some((member) => member.id === id) === true;
  const set = (kind: "muted" | "banned", on: boolean) => () => room.sanctions.set(kind, { id, name }, on);
  const actions: readonly ModerationAction[] = [
    has("muted")
      ? {
          label: person.unmute,
          hint: person.unmuteHint,
          send: set("muted", false),
          done: person.isUnmuted(who),
          isUndo: true,
        }
      : { label: person.mute, hint: person.muteHint, send: set("muted", true), done: person.isMuted(who) },
    has("banned")
      ? {
          label: person.unban,
          hint: person.unbanHint,
          send: set("banned", false),
          done: person.isUnbanned(who),
          isUndo: true,
        }
      : {
          label: person.ban,
          hint: person.banHint,
          send: set("banned", true),
          done: person.isBanned(who),
        },
    {
      label: person.deleteMessages,
      hint: person.deleteMessagesHint,
      send: () => room.request("member:erase", { id }),
      done: person.messagesDeleted(who),
    },
  ];
  const handover: ModerationAction = {
    label: person.transferOwnership,
    hint: person.transferOwnershipHint,
    send: () => room.request("room:handover", { id }),
    done: person.isOwner(who),
  };
  return isBot(id) ? actions : [...actions, handover];
}

export function ModerationActions({ person, close }: { person: Member; close(): void }) {
  const { room, toast } = useRoom();
  const request = useRequest();
  /** The label of the action that waits for confirmation. */
  const confirming = useSignal<string | undefined>(undefined);
  /** The label of the cancelled action: its button takes the focus. */
  const cancelled = useRef<string | undefined>(undefined);
  /** The credentials that the banned person may know: new ones are offered. */
  const newAccess = useSignal<KeysInUse | undefined>(undefined);
  const run = async (action: ModerationAction) => {
    const answer = await request.run(action.send());
    if (answer === undefined) return;
    toast.show(action.done);
    if (answer.keys?.invite || answer.keys?.passphrase) newAccess.value = answer.keys;
    else close();
  };
  if (newAccess.value !== undefined) return <NewAccess keys={newAccess.value} close={close} />;
  return (
    <>
      {actionsFor(room, person).map((action) => (
        <div key={action.label} class="settings-row">
          {confirming.value === action.label ? (
            <Confirmation
              action={action}
              request={request}
              run={run}
              cancel={() => {
                cancelled.current = action.label;
                confirming.value = undefined;
              }}
            />
          ) : (
            <>
              <p class="settings-hint">{action.hint}</p>
              <FocusedButton
                focused={cancelled.current === action.label}
                onPress={() => {
                  if (action.isUndo) void run(action);
                  else confirming.value = action.label;
                }}
              >
                {action.label}
              </FocusedButton>
            </>
          )}
        </div>
      ))}
      <RequestError request={request} />
    </>
  );
}

interface FocusedButtonProps {
  /** Whether it takes the focus when it appears. */
  focused: boolean;
  onPress(): void;
  children: ComponentChildren;
}

function FocusedButton({ focused, onPress, children }: FocusedButtonProps) {
  const button = useRef<HTMLButtonElement>(null);
  // Only when it appears, before the next key press.
  useLayoutEffect(() => {
    if (focused) button.current?.focus();
  }, []);
  return (
    <button ref={button} type="button" class="button" onClick={onPress}>
      {children}
    </button>
  );
}

interface ConfirmationProps {
  action: ModerationAction;
  request: PendingRequest;
  run(action: ModerationAction): Promise<void>;
  cancel(): void;
}

/** Replaces the button of the action; the focus is on "Cancel". */
function Confirmation({ action, request, run, cancel }: ConfirmationProps) {
  const { person } = settingsWords();
  return (
    <>
      <p>
        {person.confirm(action.label)} <span class="settings-hint">{action.hint}</span>
      </p>
      <div class="settings-field">
        <RequestButton request={request} kind="danger" act={() => run(action)}>
          {person.yes}
        </RequestButton>
        <FocusedButton focused onPress={cancel}>
          {words().cancel}
        </FocusedButton>
      </div>
    </>
  );
}
