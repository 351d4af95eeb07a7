/** The devices that are signed in. */
import type { Signal } from "@preact/signals";
import type { AccountInfo, Device } from "../../../shared/account.ts";
import type { AccountRequests } from "../../core/account/account-requests.ts";
import { timeAgo } from "../../core/text/time-spans.ts";
import { exactTime } from "../../core/text/times.ts";
import { deviceWords } from "../../i18n/devices/index.ts";
import { RequestError, Section } from "../../ui/section.tsx";
import { useRequest } from "../../ui/use-request.ts";
import { useRoom } from "../context/room-context.ts";

interface DeviceListProps {
  requests: AccountRequests;
  account: Signal<AccountInfo | null | undefined>;
}

export function DeviceList({ requests, account }: DeviceListProps) {
  const { toast } = useRoom();
  const request = useRequest();
  const { list } = deviceWords();
  const known = account.value;
  if (known === undefined) return null;
  const signOut = async (device: Device) => {
    if (!(await request.run(requests.signOut(device.id), device.id))) return;
    toast.show(list.done(nameOf(device)));
    const now = account.peek();
    if (now) account.value = { ...now, devices: now.devices.filter(({ id }) => id !== device.id) };
  };
  return (
    <Section title={list.title}>
      {known === null ? <p class="settings-hint">{list.none}</p> : null}
      <ul class="settings-list">
        {known?.devices.map((device) => (
          <li key={device.id} class="settings-row">
            <div>
              <span>{nameOf(device)}</span>
              <p class="settings-hint">{device.current ? list.current : <LastUse device={device} />}</p>
            </div>
            {device.current ? null : (
              <button
                type="button"
                class="button"
                aria-label={list.signOutNamed(nameOf(device))}
                onClick={() => void signOut(device)}
              >
                {list.signOut}
              </button>
            )}
          </li>
        ))}
      </ul>
      <RequestError request={request} />
    </Section>
  );
}

/** To the hour, as the server stores it. */
const HOUR = 3_600_000;

function LastUse({ device: { usedAt } }: { device: Device }) {
  const { list } = deviceWords();
  const now = Date.now();
  return (
    <time dateTime={new Date(usedAt).toISOString()} title={exactTime(usedAt)}>
      {now - usedAt < HOUR ? list.usedNow : list.used(timeAgo(usedAt, now))}
    </time>
  );
}

function nameOf({ browser, system }: Device): string {
  const { list } = deviceWords();
  if (browser !== "" && system !== "") return list.kind(browser, system);
  return browser || system || list.unknown;
}
