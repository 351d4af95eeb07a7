/** An image as large as the window allows. */

import { fileSize } from "../../core/text/file-size.ts";
import { fileWords } from "../../i18n/files/index.ts";
import { Modal } from "../../ui/dialog/modal.tsx";
import type { DialogProps } from "../context/dialogs.ts";
import { useRoom } from "../context/room-context.ts";

export function ImageDialog({ close }: DialogProps) {
  const { image } = useRoom().dialogs;
  if (image === undefined) return null;
  const { name, path, size } = image;
  return (
    <Modal title={name} close={close} wide>
      <img class="image-full" src={path} alt={name} />
      <p>
        <a class="button" href={path} download={name}>
          {fileWords().download(fileSize(size))}
        </a>
      </p>
    </Modal>
  );
}
