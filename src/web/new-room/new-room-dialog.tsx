/** The form for a new room, over the room that is open. */
import type { DialogProps } from "../room-page/dialogs.tsx";
import { Modal } from "../room-page/modal.tsx";
import { useRoom } from "../room-page/room-context.ts";
import { newRoomWords } from "../words/new-room/index.ts";
import { NewRoomForm } from "./new-room-form.tsx";

export function NewRoomDialog({ close }: DialogProps) {
  const { go } = useRoom();
  return (
    <Modal title={newRoomWords().title} close={close}>
      <NewRoomForm
        go={(path) => {
          close();
          go(path);
        }}
      />
    </Modal>
  );
}
