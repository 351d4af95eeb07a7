/** A picture as large as the window lets it be. */
import type { DialogProps } from "../room-page/dialogs.tsx";
import { Modal } from "../room-page/modal.tsx";
import { useRoom } from "../room-page/room-context.ts";
import { fileSize } from "../text/file-size.ts";
import { fileWords } from "../words/files/index.ts";

export function PictureDialog({ close }: DialogProps) {
  const { picture } = useRoom().dialogs;
  if (picture === undefined) return null;
  const { name, path, size } = picture;
  return (
    <Modal title={name} close={close} wide>
      <img class="picture-whole" src={path} alt={name} />
      <p>
        <a class="button" href={path} download={name}>
          {fileWords().download(fileSize(size))}
        </a>
      </p>
    </Modal>
  );
}
