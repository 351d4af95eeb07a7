/** The recovery code: a section of the devices, and a notice for an owner who would lose their room with this browser. */
import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { AccountRequests } from "../../core/account/account-requests.ts";
import { deviceWords } from "../../i18n/devices/index.ts";
import { NO_RESPONSE } from "../../i18n/failure-text.ts";
import { CopyField } from "../../ui/copy-field.tsx";
import { RequestError, Section } from "../../ui/section.tsx";
import { submitUnlessBusy, useRequest } from "../../ui/use-request.ts";
import { useRoom } from "./room-context.ts";

interface RecoveryCodeProps {
  requests: AccountRequests;
  /** Whether there is one already. */
  exists: boolean;
}

export function RecoveryCodeSection(props: RecoveryCodeProps) {
  const { recovery } = deviceWords();
  return (
    <Section title={recovery.title}>
      <p class="settings-hint">{props.exists ? recovery.exists : recovery.own}</p>
      <RecoveryCode {...props} />
    </Section>
  );
}

/** Shown to an owner who has neither another device nor a passkey nor a recovery code. Nothing is stored before they ask for a code. */
export function OwnerRecovery() {
  const { profile } = useRoom();
  const requests = useMemo(() => new AccountRequests(profile, NO_RESPONSE), [profile]);
  const isNeeded = useSignal(false);
  // Once, when it is shown.
  useEffect(() => {
    void requests.info().then((answer) => {
      if (!answer.ok) return;
      const { devices, passkeys, recoveryCode } = answer.account ?? {};
      isNeeded.value = (devices?.length ?? 0) < 2 && !passkeys?.length && !recoveryCode;
    });
  }, []);
  if (!isNeeded.value) return null;
  return (
    <div class="settings-created">
      <p>{deviceWords().recovery.hint}</p>
      <RecoveryCode requests={requests} exists={false} />
    </div>
  );
}

function RecoveryCode({ requests, exists }: RecoveryCodeProps) {
  const { room, visitedRooms } = useRoom();
  const request = useRequest();
  const code = useSignal<string | undefined>(undefined);
  const { recovery } = deviceWords();
  const create = async () => {
    const rooms = visitedRooms.peek().map(({ name }) => name);
    const made = await request.run(
      requests.createRecoveryCode(room.memberList.you.peek()?.name ?? "", rooms),
    );
    if (made !== undefined) code.value = made.code;
  };
  return (
    <>
      {code.value === undefined ? (
        <div>
          <button
            type="button"
            class="button"
            aria-disabled={request.busy.value}
            onClick={submitUnlessBusy(request, create)}
          >
            {exists ? recovery.renew : recovery.create}
          </button>
        </div>
      ) : (
        <>
          <p role="status">{recovery.shownOnce}</p>
          <CopyField label={recovery.title} value={code.value} />
        </>
      )}
      <RequestError request={request} />
    </>
  );
}
