/** The form for a new room, in a dialog over the open room. */

import { newRoomWords } from "../../i18n/new-room/index.ts";
import { Modal } from "../../ui/dialog/modal.tsx";
import type { DialogProps } from "../context/dialogs.ts";
import { useRoom } from "../context/room-context.ts";
import { NewRoomForm } from "./new-room-form.tsx";

export function NewRoomDialog({ close }: DialogProps) {
  const { navigate } = useRoom();
  return (
    <Modal title={newRoomWords().title} close={close}>
      <NewRoomForm
        navigate={(path) => {
          close();
          navigate(path);
        }}
      />
    </Modal>
  );
}
