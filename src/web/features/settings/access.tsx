/** Access to the room: visibility, invite link, passphrase, and the people who were admitted. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { KeysInUse } from "../../../shared/contract/access.ts";
import type { Member } from "../../../shared/contract/message.ts";
import type { RoomSettings, Visibility } from "../../../shared/contract/settings.ts";
import { limits } from "../../core/limits.ts";
import { isolate } from "../../i18n/names.ts";
import { formatCount } from "../../i18n/plural.ts";
import { words } from "../../i18n/room/index.ts";
import { settingsWords } from "../../i18n/settings/index.ts";
import { ShownOnce } from "../../ui/copy-field.tsx";
import { Avatar } from "../../ui/icons/avatar.tsx";
import { Outcome, RequestError, Row, Section } from "../../ui/section.tsx";
import { textDirection } from "../../ui/text-field.ts";
import { submitUnlessBusy, useLoadRequest, useRequest } from "../../ui/use-request.ts";
import { OwnerRecovery } from "../context/recovery-code.tsx";
import { useRoom } from "../context/room-context.ts";
import { ListingStatus } from "./listing-status.tsx";
import { useSetting } from "./use-setting.ts";

const VISIBILITIES: readonly Visibility[] = ["public", "unlisted", "private"];

export function Access({ settings: { visibility } }: { settings: RoomSettings }) {
  const setting = useSetting(visibility, (value) => ({ visibility: value }));
  const { access } = settingsWords();
  return (
    <Section title={access.title}>
      <Row
        label={access.visibility}
        hint={access.hints[visibility]}
        control={(id, hint) => (
          <select
            id={id}
            class="field"
            aria-describedby={hint}
            value={setting.value}
            onChange={({ currentTarget }) => void setting.choose(currentTarget.value as Visibility)}
          >
            {VISIBILITIES.map((one) => (
              <option key={one} value={one}>
                {access.names[one]}
              </option>
            ))}
          </select>
        )}
      />
      <Outcome request={setting.request} />
      {visibility === "public" ? <ListingStatus /> : null}
      {visibility === "private" ? (
        <>
          <OwnerRecovery />
          <RoomCredentials />
          <Guests />
        </>
      ) : null}
    </Section>
  );
}

/** The credentials of the room, as far as they are known: each is shown only once. */
function RoomCredentials() {
  const { room } = useRoom();
  const request = useLoadRequest();
  const keys = useSignal<KeysInUse | undefined>(undefined);
  const load = async () => {
    const answer = await request.run(room.request("keys:get", {}));
    if (answer !== undefined) keys.value = answer;
  };
  // Once, when it is shown.
  useEffect(() => void load(), []);
  const inUse = keys.value;
  // To create a link without knowing of the one in use would revoke it unnoticed.
  if (inUse === undefined) return <RequestError request={request} retry={() => void load()} />;
  const update = (change: Partial<KeysInUse>) => {
    keys.value = { ...(keys.peek() ?? inUse), ...change };
  };
  return (
    <>
      <InviteLink exists={inUse.invite} update={update} />
      <Passphrase exists={inUse.passphrase} update={update} />
    </>
  );
}

interface CredentialProps {
  /** Whether the room has one. */
  exists: boolean;
  update(change: Partial<KeysInUse>): void;
}

function InviteLink({ exists, update }: CredentialProps) {
  const { room } = useRoom();
  const request = useRequest();
  const link = useSignal<string | undefined>(undefined);
  const { access } = settingsWords();
  const create = async () => {
    const invite = await request.run(room.request("invite:create", {}));
    if (invite === undefined) return;
    link.value = new URL(invite.path, location.href).href;
    update({ invite: true });
  };
  const revoke = async () => {
    if (!(await request.run(room.request("invite:revoke", {})))) return;
    link.value = undefined;
    update({ invite: false });
  };
  return (
    <div class="settings-part">
      <ShownOnce
        request={request}
        title={access.invite}
        label={access.invite}
        note={
          link.value !== undefined ? access.inviteShownOnce : exists ? access.inviteExists : access.inviteNone
        }
        secret={link.value}
        button={exists ? access.replaceInvite : access.createInvite}
        create={create}
      >
        {exists ? (
          <button type="button" class="button danger" onClick={() => void revoke()}>
            {access.revokeInvite}
          </button>
        ) : null}
      </ShownOnce>
    </div>
  );
}

function Passphrase({ exists, update }: CredentialProps) {
  const { room } = useRoom();
  const request = useRequest();
  const typed = useSignal("");
  const labels = useSignal("");
  const { access } = settingsWords();
  const savePassphrase = async (passphrase: string | null) => {
    labels.value = "";
    if (!(await request.run(room.request("passphrase:set", { passphrase })))) return;
    if (typed.peek() === passphrase) typed.value = "";
    labels.value = passphrase === null ? access.passphraseRemoved : access.passphraseSet;
    update({ passphrase: passphrase !== null });
  };
  return (
    <form class="settings-labelled" onSubmit={submitUnlessBusy(request, () => savePassphrase(typed.peek()))}>
      <label for="room-passphrase">{access.passphrase}</label>
      <div class="settings-field">
        {/* Visible, because the owner shares it with others. */}
        <input
          id="room-passphrase"
          class="field"
          type="text"
          dir={textDirection(typed.value)}
          value={typed.value}
          placeholder={exists ? access.replacePassphrase : undefined}
          minLength={limits.value.passphraseLeast}
          maxLength={128}
          required
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          aria-describedby="room-passphrase-hint"
          onInput={({ currentTarget }) => {
            typed.value = currentTarget.value;
          }}
        />
        <button type="submit" class="button" aria-disabled={request.busy.value}>
          {words().save}
        </button>
        {exists ? (
          <button type="button" class="button danger" onClick={() => void savePassphrase(null)}>
            {access.removePassphrase}
          </button>
        ) : null}
      </div>
      <p id="room-passphrase-hint" class="settings-hint">
        {exists ? access.passphraseExists : formatCount(access.passphraseHint, limits.value.passphraseLeast)}{" "}
        <span role="status">{labels}</span>
      </p>
      <RequestError request={request} />
    </form>
  );
}

function Guests() {
  const { room } = useRoom();
  const listRequest = useLoadRequest();
  const request = useRequest();
  const guests = useSignal<readonly Member[] | undefined>(undefined);
  const cursor = useSignal<string | undefined>(undefined);
  const { access } = settingsWords();
  const load = async (after?: string) => {
    const payload = after === undefined ? {} : { cursor: after };
    const page = await listRequest.run(room.request("guests:get", payload));
    if (page === undefined) return;
    guests.value = after === undefined ? page.guests : [...(guests.peek() ?? []), ...page.guests];
    cursor.value = page.cursor;
  };
  // Once, when it is shown.
  useEffect(() => void load(), []);
  const remove = async (id: string) => {
    if (!(await request.run(room.request("guest:remove", { id }), id))) return;
    guests.value = guests.peek()?.filter((guest) => guest.id !== id);
  };
  // The owner always has access, and cannot be removed.
  const others = guests.value?.filter(({ id }) => id !== room.memberList.you.value?.id);
  return (
    <div class="settings-part">
      <h4>{access.guests}</h4>
      {others?.length === 0 ? <p class="settings-hint">{access.noGuests}</p> : null}
      <ul class="settings-list">
        {others?.map(({ id, name }) => (
          <li key={id} class="settings-person">
            <Avatar id={id} name={name} />
            <bdi class="panel-row-text">{name}</bdi>
            <button
              type="button"
              class="link-button"
              aria-label={access.removeGuestNamed(isolate(name))}
              onClick={() => void remove(id)}
            >
              {access.removeGuest}
            </button>
          </li>
        ))}
      </ul>
      {cursor.value === undefined ? null : (
        <button type="button" class="link-button" onClick={() => void load(cursor.peek())}>
          {access.moreGuests}
        </button>
      )}
      <RequestError request={listRequest} retry={() => void load(cursor.peek())} />
      <RequestError request={request} />
    </div>
  );
}
