/** Invites people: the address of the room, a QR code, and the invite link of a private room. */
import { useSignal } from "@preact/signals";
import { dialogWords } from "../../i18n/dialogs/index.ts";
import { CopyField } from "../../ui/copy-field.tsx";
import { Modal } from "../../ui/dialog/modal.tsx";
import { QrCode } from "../../ui/icons/qr-code.tsx";
import { RequestButton, RequestError } from "../../ui/section.tsx";
import { useRequest } from "../../ui/use-request.ts";
import type { DialogProps } from "../context/dialogs.ts";
import { useRoom } from "../context/room-context.ts";

export function InviteDialog({ close }: DialogProps) {
  const { settings } = useRoom().room;
  const { invite } = dialogWords();
  const visibility = settings.current.value?.visibility ?? "public";
  const isPrivate = visibility === "private";
  const address = new URL(location.pathname, location.href).href;
  const hint = !isPrivate
    ? invite.hints[visibility]
    : settings.isOwner.value
      ? invite.hints.privateOwner
      : `${invite.hints.private} ${invite.hints.privateGuest}`;
  return (
    <Modal title={invite.title} close={close}>
      <p class="settings-hint">{hint}</p>
      {isPrivate && settings.isOwner.value ? (
        <InviteLink />
      ) : (
        <Address label={invite.address} code={invite.addressCode} value={address} />
      )}
    </Modal>
  );
}

/** An address to copy, to share with another app, and to scan. */
function Address({ label, code, value }: { label: string; code: string; value: string }) {
  const { room, toast } = useRoom();
  const { invite } = dialogWords();
  const share = () =>
    // Closing the system's dialog rejects with an `AbortError`.
    void navigator.share({ title: room.settings.title.peek(), url: value }).catch((error: unknown) => {
      if (!(error instanceof DOMException && error.name === "AbortError")) toast.show(invite.notShared);
    });
  return (
    <div class="invite">
      <CopyField label={label} value={value} />
      {"share" in navigator ? (
        <div>
          <button type="button" class="button" onClick={share}>
            {invite.share}
          </button>
        </div>
      ) : null}
      <div class="invite-code">
        <QrCode text={value} label={code} />
        <p class="settings-hint">{invite.addressCodeHint}</p>
      </div>
    </div>
  );
}

function InviteLink() {
  const { room } = useRoom();
  const { invite } = dialogWords();
  const request = useRequest();
  const link = useSignal<string | undefined>(undefined);
  const create = async () => {
    const made = await request.run(room.request("invite:create", {}));
    if (made !== undefined) link.value = new URL(made.path, location.href).href;
  };
  return (
    <>
      <p class="settings-hint" role="status">
        {link.value === undefined ? invite.createHint : invite.shownOnce}
      </p>
      {link.value === undefined ? (
        <div>
          <RequestButton request={request} kind="primary" act={create}>
            {invite.create}
          </RequestButton>
        </div>
      ) : (
        <Address label={invite.inviteLink} code={invite.inviteLinkCode} value={link.value} />
      )}
      <RequestError request={request} />
    </>
  );
}
