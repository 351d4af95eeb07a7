/** After a ban from a private room: the person may still know the passphrase and the invite link. One press replaces both. */
import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { KeysInUse } from "../../../../shared/contract/access.ts";
import { settingsWords } from "../../../i18n/settings/index.ts";
import { CopyField } from "../../../ui/copy-field.tsx";
import { RequestButton, RequestError } from "../../../ui/section.tsx";
import { useRequest } from "../../../ui/use-request.ts";
import { useRoom } from "../../context/room-context.ts";

/** Letters and digits that look alike in no font. There are 32: each is five random bits. */
const ALPHABET = "abcdefghjkmnpqrstuvwxyz123456789";

/** The random letters of a passphrase, and how many stand together. */
const LETTERS = 20;
const GROUP = 5;

export function NewAccess({ keys, close }: { keys: KeysInUse; close(): void }) {
  const { room } = useRoom();
  const request = useRequest();
  const button = useRef<HTMLButtonElement>(null);
  const passphrase = useSignal<string | undefined>(undefined);
  const link = useSignal<string | undefined>(undefined);
  const { person, access } = settingsWords();
  useLayoutEffect(() => button.current?.focus(), []);
  // What one request has changed is shown also if the other fails; the button then tries only that one again.
  const change = async () => {
    if (keys.passphrase && passphrase.peek() === undefined) {
      const made = newPassphrase();
      if (!(await request.run(room.request("passphrase:set", { passphrase: made }), "passphrase"))) return;
      passphrase.value = made;
    }
    if (keys.invite && link.peek() === undefined) {
      const invite = await request.run(room.request("invite:create", {}), "invite");
      if (invite !== undefined) link.value = new URL(invite.path, location.href).href;
    }
  };
  const isDone =
    (!keys.passphrase || passphrase.value !== undefined) && (!keys.invite || link.value !== undefined);
  return (
    <div class="settings-part">
      <p class="settings-hint" role="alert">
        {isDone ? person.newCredentials : person.knowsCredentials}
      </p>
      {passphrase.value === undefined ? null : (
        <CopyField label={access.passphrase} value={passphrase.value} />
      )}
      {link.value === undefined ? null : <CopyField label={access.invite} value={link.value} />}
      <div class="settings-field">
        {isDone ? null : (
          <RequestButton request={request} button={button} act={change}>
            {person.changeCredentials}
          </RequestButton>
        )}
        <button type="button" class="link-button" onClick={close}>
          {isDone ? person.credentialsDone : person.keepCredentials}
        </button>
      </div>
      <RequestError request={request} />
    </div>
  );
}

/** 100 random bits, in groups that are easy to read aloud. */
function newPassphrase(): string {
  const random = crypto.getRandomValues(new Uint8Array(LETTERS));
  const letters = Array.from(random, (byte) => ALPHABET[byte % ALPHABET.length]).join("");
  return letters.replace(new RegExp(`.{${GROUP}}(?!$)`, "g"), "$&-");
}
