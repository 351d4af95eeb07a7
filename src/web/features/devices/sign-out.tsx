/** Signs out this device, or all of them, after a question. */
import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { AccountInfo } from "../../../shared/account.ts";
import type { AccountRequests } from "../../core/account/account-requests.ts";
import { leave } from "../../core/account/leave.ts";
import { deviceWords } from "../../i18n/devices/index.ts";
import { words } from "../../i18n/room/index.ts";
import { RequestButton, RequestError, Section } from "../../ui/section.tsx";
import { useRequest } from "../../ui/use-request.ts";
import { useRoom } from "../context/room-context.ts";

interface SignOutProps {
  requests: AccountRequests;
  account: AccountInfo | null | undefined;
}

type Scope = "current" | "all";

export function SignOut({ requests, account }: SignOutProps) {
  const asking = useSignal<Scope | undefined>(undefined);
  const { signOut } = deviceWords();
  const ask = (scope: Scope) => () => {
    asking.value = scope;
  };
  const others = account?.devices.filter(({ current }) => current === undefined).length ?? 0;
  return (
    <Section title={signOut.title} danger>
      <p class="settings-hint">{signOut.hint}</p>
      {asking.value === undefined ? (
        <div class="settings-field">
          <button type="button" class="button danger" onClick={ask("current")}>
            {signOut.here}
          </button>
          {others === 0 ? null : (
            <button type="button" class="button danger" onClick={ask("all")}>
              {signOut.everywhere}
            </button>
          )}
        </div>
      ) : (
        <Question
          scope={asking.value}
          isLast={
            (asking.value === "all" || others === 0) && !account?.passkeys.length && !account?.recoveryCode
          }
          requests={requests}
          cancel={() => {
            asking.value = undefined;
          }}
        />
      )}
    </Section>
  );
}

interface QuestionProps {
  scope: Scope;
  /** Whether nothing is left that signs the person in again. */
  isLast: boolean;
  requests: AccountRequests;
  cancel(): void;
}

function Question({ scope, isLast, requests, cancel }: QuestionProps) {
  const { room, draft } = useRoom();
  const request = useRequest();
  const no = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => no.current?.focus(), []);
  const { signOut } = deviceWords();
  const hasUnsent = room.outgoing.messages.value.length > 0 || draft.read() !== "";
  const confirm = async () => {
    if (!(await request.run(requests.signOut(scope)))) return;
    void leave();
  };
  return (
    <div class="settings-question">
      <p role="alert">
        <strong>{scope === "all" ? signOut.confirmEverywhere : signOut.confirmHere}</strong>{" "}
        {isLast ? signOut.last : ""} {hasUnsent ? signOut.unsent : ""}
      </p>
      <div class="settings-field">
        <RequestButton request={request} kind="danger" act={confirm}>
          {signOut.yes}
        </RequestButton>
        <button ref={no} type="button" class="button" onClick={cancel}>
          {words().cancel}
        </button>
      </div>
      <RequestError request={request} />
    </div>
  );
}
