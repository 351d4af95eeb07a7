/** The user's passkeys: save one, name it, remove it. */
import { type Signal, useSignal } from "@preact/signals";
import type { AccountInfo, Passkey } from "../../../shared/account.ts";
import { cleanName } from "../../../shared/text/clean-text.ts";
import type { AccountRequests } from "../../core/account/account-requests.ts";
import { makePasskey, passkeySupport } from "../../core/account/passkey-prompt.ts";
import { limits } from "../../core/limits.ts";
import { timeAgo } from "../../core/text/time-spans.ts";
import { deviceWords } from "../../i18n/devices/index.ts";
import { isolate } from "../../i18n/names.ts";
import { words } from "../../i18n/room/index.ts";
import { RequestButton, RequestError, Section } from "../../ui/section.tsx";
import { submitUnlessBusy, useRequest } from "../../ui/use-request.ts";
import { useRoom } from "../context/room-context.ts";

interface PasskeysProps {
  requests: AccountRequests;
  account: Signal<AccountInfo | null | undefined>;
  /** Loads the account again. */
  reload(): Promise<unknown>;
}

export function Passkeys({ requests, account, reload }: PasskeysProps) {
  const { visitedRooms } = useRoom();
  const request = useRequest();
  const problem = useSignal("");
  const { passkeys: labels } = deviceWords();
  const support = passkeySupport();
  const saved = account.value?.passkeys ?? [];
  const save = async () => {
    problem.value = "";
    const asked = await request.run(requests.creationOptions());
    if (asked === undefined) return;
    const response = await makePasskey(asked.options);
    if (typeof response === "string") {
      problem.value = labels[response];
      return;
    }
    const rooms = visitedRooms.peek().map(({ name }) => name);
    if ((await request.run(requests.savePasskey(response, rooms))) !== undefined) await reload();
  };
  return (
    <Section title={labels.title}>
      <p class="settings-hint">{support === "yes" ? labels.hint : labels[support]}</p>
      <ul class="settings-list">
        {saved.map((passkey) => (
          <PasskeyRow key={passkey.id} passkey={passkey} requests={requests} account={account} />
        ))}
      </ul>
      {support === "yes" ? (
        <div>
          <RequestButton request={request} act={save}>
            {saved.length === 0 ? labels.save : labels.another}
          </RequestButton>
        </div>
      ) : null}
      <p class="field-error" role="alert">
        {problem}
      </p>
      <RequestError request={request} />
    </Section>
  );
}

interface PasskeyRowProps extends Omit<PasskeysProps, "reload"> {
  passkey: Passkey;
}

/** A name that saves itself when the field is left, as in the room settings. */
function PasskeyRow({ passkey: { id, name, createdAt, usedAt }, requests, account }: PasskeyRowProps) {
  const { toast } = useRoom();
  const request = useRequest();
  const typed = useSignal(name);
  const { passkeys: labels } = deviceWords();
  const change = (passkeys: (before: Passkey[]) => Passkey[]) => {
    const now = account.peek();
    if (now) account.value = { ...now, passkeys: passkeys(now.passkeys) };
  };
  const rename = async () => {
    const chosen = cleanName(typed.peek());
    if (chosen === "" || chosen === name) {
      typed.value = name;
      return;
    }
    if (!(await request.run(requests.renamePasskey(id, chosen)))) return;
    change((before) => before.map((one) => (one.id === id ? { ...one, name: chosen } : one)));
  };
  const remove = async () => {
    if (!(await request.run(requests.removePasskey(id)))) return;
    toast.show(labels.removeHint);
    change((before) => before.filter((one) => one.id !== id));
  };
  const now = Date.now();
  return (
    <li class="settings-labelled">
      <form class="settings-field" onSubmit={submitUnlessBusy(request, rename)}>
        <input
          class="field"
          dir="auto"
          aria-label={labels.name(isolate(name))}
          value={typed.value}
          maxLength={limits.value.nameLength}
          autocomplete="off"
          onInput={({ currentTarget }) => {
            typed.value = currentTarget.value;
          }}
        />
        {typed.value === name ? null : (
          <button type="submit" class="button" aria-disabled={request.busy.value}>
            {words().save}
          </button>
        )}
        <button
          type="button"
          class="button danger"
          aria-label={labels.removeNamed(isolate(name))}
          onClick={() => void remove()}
        >
          {labels.remove}
        </button>
      </form>
      <p class="settings-hint">
        {usedAt === undefined ? labels.saved(timeAgo(createdAt, now)) : labels.used(timeAgo(usedAt, now))}
      </p>
      <RequestError request={request} />
    </li>
  );
}
