/** Makes the link that signs in another device, and shows it as a QR code. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { AccountInfo, Device, DeviceLink } from "../../../shared/account.ts";
import type { AccountRequests } from "../../core/account/account-requests.ts";
import { timeOfDay } from "../../core/text/times.ts";
import { deviceWords } from "../../i18n/devices/index.ts";
import { CopyField } from "../../ui/copy-field.tsx";
import { QrCode } from "../../ui/icons/qr-code.tsx";
import { RequestButton, RequestError, Section } from "../../ui/section.tsx";
import { useRequest } from "../../ui/use-request.ts";
import { useRoom } from "../context/room-context.ts";

/** How often the dialog asks whether the link was used, while it is shown, in milliseconds. */
const ASK_EVERY = 4_000;

const idsOf = (devices: readonly Device[]): ReadonlySet<string> => new Set(devices.map(({ id }) => id));

interface DeviceLinkSectionProps {
  requests: AccountRequests;
  account: AccountInfo | null | undefined;
  /** Loads the account again. Returns whether it could. */
  reload(): Promise<boolean>;
}

export function DeviceLinkSection({ requests, account, reload }: DeviceLinkSectionProps) {
  const { room, visitedRooms } = useRoom();
  const request = useRequest();
  const link = useSignal<DeviceLink | undefined>(undefined);
  /** Whether a device has used the link. */
  const isUsed = useSignal(false);
  /** The devices before the link was made; undefined if they were not known. */
  const before = useRef<ReadonlySet<string> | undefined>(undefined);
  const { link: labels } = deviceWords();
  const create = async () => {
    const rooms = visitedRooms.peek().map(({ name }) => name);
    const made = await request.run(requests.createLink(room.memberList.you.peek()?.name ?? "", rooms));
    if (made === undefined) return;
    isUsed.value = false;
    link.value = made;
    // An account that comes with the link has no other device. Else those of the next list count, or of the last if there is none.
    before.current = account === null ? new Set() : undefined;
    if (!(await reload()) && account) before.current ??= idsOf(account.devices);
  };
  const devices = account?.devices;
  useEffect(() => {
    if (link.peek() === undefined || devices === undefined) return;
    before.current ??= idsOf(devices);
    const known = before.current;
    if (devices.every(({ id, current }) => current || known.has(id))) return;
    link.value = undefined;
    isUsed.value = true;
  }, [devices, link, isUsed]);
  const isShown = link.value !== undefined;
  useEffect(() => {
    if (!isShown) return;
    let isAsking = false;
    const ask = async () => {
      if (isAsking || document.visibilityState !== "visible") return;
      isAsking = true;
      await reload();
      isAsking = false;
    };
    const timer = setInterval(() => void ask(), ASK_EVERY);
    return () => clearInterval(timer);
  }, [isShown]);
  const address = link.value && new URL(link.value.path, location.href).href;
  return (
    <Section title={labels.title}>
      <p class="settings-hint">{labels.hint}</p>
      {address === undefined || link.value === undefined ? null : (
        <div class="invite">
          <CopyField label={labels.label} value={address} />
          <div class="invite-code">
            <QrCode text={address} label={labels.code} />
            <p class="settings-hint">
              {labels.codeHint} <strong>{labels.until(timeOfDay(link.value.expiresAt))}</strong>
            </p>
          </div>
        </div>
      )}
      <p class="settings-hint" role="status">
        {isUsed.value ? labels.used : ""}
      </p>
      <div>
        <RequestButton request={request} act={create}>
          {link.value === undefined ? labels.create : labels.renew}
        </RequestButton>
      </div>
      <RequestError request={request} />
    </Section>
  );
}
