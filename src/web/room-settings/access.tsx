/** Who finds the room and who may come in: visibility, invite link, passphrase, and those who were let in. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { LIMITS } from "../../protocol/limits.ts";
import type { Member } from "../../protocol/message.ts";
import type { RoomSettings, Visibility } from "../../protocol/settings.ts";
import { Tile } from "../look/tile.tsx";
import { useRoom } from "../room-page/room-context.ts";
import { isolated } from "../words/names.ts";
import { words } from "../words/room/index.ts";
import { settingsWords } from "../words/settings/index.ts";
import { useAsking } from "./asking.ts";
import { CopyField } from "./copy-field.tsx";
import { Problem, Row, Section } from "./section.tsx";

const VISIBILITIES: readonly Visibility[] = ["public", "unlisted", "private"];

export function Access({ settings: { visibility } }: { settings: RoomSettings }) {
  const { room } = useRoom();
  const asking = useAsking();
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
            value={visibility}
            onChange={({ currentTarget }) =>
              void asking.run(room.ask("room:update", { visibility: currentTarget.value as Visibility }))
            }
          >
            {VISIBILITIES.map((one) => (
              <option key={one} value={one}>
                {access.names[one]}
              </option>
            ))}
          </select>
        )}
      />
      <Problem asking={asking} />
      {visibility === "private" ? (
        <>
          <InviteLink />
          <Passphrase />
          <Guests />
        </>
      ) : null}
    </Section>
  );
}

function InviteLink() {
  const { room } = useRoom();
  const asking = useAsking();
  const link = useSignal<string | undefined>(undefined);
  const exists = useSignal(false);
  const { access } = settingsWords();
  useEffect(() => {
    void asking.run(room.ask("keys:get", {})).then((keys) => {
      exists.value = keys?.invite === true;
    });
  }, [asking, exists, room]);
  const create = async () => {
    const invite = await asking.run(room.ask("invite:create", {}));
    if (invite === undefined) return;
    link.value = new URL(invite.path, location.href).href;
    exists.value = true;
  };
  const revoke = async () => {
    if (!(await asking.run(room.ask("invite:revoke", {})))) return;
    link.value = undefined;
    exists.value = false;
  };
  return (
    <div class="settings-part">
      <h4>{access.invite}</h4>
      <p class="settings-hint">{exists.value ? access.inviteExists : access.inviteNone}</p>
      {link.value === undefined ? null : <CopyField label={access.invite} value={link.value} />}
      <div class="settings-field">
        <button type="button" class="button" disabled={asking.busy.value} onClick={() => void create()}>
          {exists.value ? access.inviteAgain : access.inviteMake}
        </button>
        {exists.value ? (
          <button type="button" class="button danger" onClick={() => void revoke()}>
            {access.inviteRevoke}
          </button>
        ) : null}
      </div>
      <Problem asking={asking} />
    </div>
  );
}

function Passphrase() {
  const { room } = useRoom();
  const asking = useAsking();
  const typed = useSignal("");
  const said = useSignal("");
  const { access } = settingsWords();
  const set = async (passphrase: string | null) => {
    said.value = "";
    if (!(await asking.run(room.ask("passphrase:set", { passphrase })))) return;
    typed.value = "";
    said.value = passphrase === null ? access.passphraseGone : access.passphraseSet;
  };
  return (
    <form
      class="settings-part"
      onSubmit={(event) => {
        event.preventDefault();
        void set(typed.peek());
      }}
    >
      <label for="room-passphrase">{access.passphrase}</label>
      <div class="settings-field">
        <input
          id="room-passphrase"
          class="field"
          type="password"
          dir="auto"
          value={typed.value}
          minLength={LIMITS.passphraseLeast}
          maxLength={128}
          required
          autocomplete="new-password"
          aria-describedby="room-passphrase-hint"
          onInput={({ currentTarget }) => {
            typed.value = currentTarget.value;
          }}
        />
        <button type="submit" class="button" disabled={asking.busy.value}>
          {words().save}
        </button>
        <button type="button" class="button" onClick={() => void set(null)}>
          {access.passphraseRemove}
        </button>
      </div>
      <p id="room-passphrase-hint" class="settings-hint">
        {access.passphraseHint} <span role="status">{said}</span>
      </p>
      <Problem asking={asking} />
    </form>
  );
}

function Guests() {
  const { room } = useRoom();
  const asking = useAsking();
  const guests = useSignal<readonly Member[]>([]);
  const cursor = useSignal<string | undefined>(undefined);
  const { access } = settingsWords();
  const load = async (after?: string) => {
    const page = await asking.run(room.ask("guests:get", after === undefined ? {} : { cursor: after }));
    if (page === undefined) return;
    guests.value = after === undefined ? page.guests : [...guests.peek(), ...page.guests];
    cursor.value = page.cursor;
  };
  // Once, when this is shown.
  useEffect(() => void load(), []);
  const remove = async (id: string) => {
    if (await asking.run(room.ask("guest:remove", { id }))) await load();
  };
  return (
    <div class="settings-part">
      <h4>{access.guests}</h4>
      {guests.value.length === 0 ? <p class="settings-hint">{access.noGuests}</p> : null}
      <ul class="settings-list">
        {guests.value.map(({ id, name }) => (
          <li key={id} class="settings-person">
            <Tile id={id} name={name} />
            <bdi class="side-row-text">{name}</bdi>
            <button
              type="button"
              class="link-button"
              aria-label={access.removeGuestNamed(isolated(name))}
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
      <Problem asking={asking} />
    </div>
  );
}
