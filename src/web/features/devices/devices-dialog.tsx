/** The user's devices: use another one, see which are signed in, sign out. */
import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { AccountInfo } from "../../../shared/account.ts";
import { AccountRequests } from "../../core/account/account-requests.ts";
import { deviceWords } from "../../i18n/devices/index.ts";
import { NO_RESPONSE } from "../../i18n/failure-text.ts";
import { Modal } from "../../ui/dialog/modal.tsx";
import { RequestError } from "../../ui/section.tsx";
import { useLoadRequest } from "../../ui/use-request.ts";
import type { DialogProps } from "../context/dialogs.ts";
import { RecoveryCodeSection } from "../context/recovery-code.tsx";
import { useRoom } from "../context/room-context.ts";
import { DeviceList } from "./device-list.tsx";
import { DeviceLinkSection } from "./link-device.tsx";
import { OwnData } from "./own-data.tsx";
import { Passkeys } from "./passkeys.tsx";
import { RoomDataDialog } from "./room-data.tsx";
import { SignOut } from "./sign-out.tsx";

/** A user whom the operator's site signs in has no devices here, only data. */
export function DevicesDialog({ close }: DialogProps) {
  const { room } = useRoom();
  const isExternal = room.memberList.you.value?.identity !== undefined;
  return isExternal ? <RoomDataDialog close={close} /> : <Devices close={close} />;
}

function Devices({ close }: DialogProps) {
  const { profile } = useRoom();
  const requests = useMemo(() => new AccountRequests(profile, NO_RESPONSE), [profile]);
  const request = useLoadRequest();
  /** Undefined until the server has answered; null where there is no account. */
  const account = useSignal<AccountInfo | null | undefined>(undefined);
  const load = async () => {
    const answer = await request.run(requests.info());
    if (answer !== undefined) account.value = answer.account ?? null;
    return answer !== undefined;
  };
  // Once, when it is shown.
  useEffect(() => void load(), []);
  return (
    <Modal title={deviceWords().title} close={close}>
      <div class="settings-all">
        <DeviceLinkSection requests={requests} account={account.value} reload={load} />
        <Passkeys requests={requests} account={account} reload={load} />
        <RecoveryCodeSection requests={requests} exists={account.value?.recoveryCode ?? false} />
        <DeviceList requests={requests} account={account} />
        <RequestError request={request} retry={() => void load()} />
        <OwnData requests={requests} />
        <SignOut requests={requests} account={account.value} />
      </div>
    </Modal>
  );
}
