/** The recovery code: a section of the devices, and a notice for an owner who would lose their room with this browser. */
import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { AccountRequests } from "../../core/account/account-requests.ts";
import { deviceWords } from "../../i18n/devices/index.ts";
import { NO_RESPONSE } from "../../i18n/failure-text.ts";
import { ShownOnce } from "../../ui/copy-field.tsx";
import { Section } from "../../ui/section.tsx";
import { useRequest } from "../../ui/use-request.ts";
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
      <RecoveryCode note={props.exists ? recovery.exists : recovery.own} {...props} />
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
      <RecoveryCode note={deviceWords().recovery.hint} requests={requests} exists={false} />
    </div>
  );
}

/** @param note what is said until there is a code */
function RecoveryCode({ requests, exists, note }: RecoveryCodeProps & { note: string }) {
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
  const isShown = code.value !== undefined;
  return (
    <ShownOnce
      request={request}
      label={recovery.title}
      note={isShown ? recovery.shownOnce : note}
      secret={code.value}
      isWhole
      button={isShown ? undefined : exists ? recovery.renew : recovery.create}
      create={create}
    />
  );
}
