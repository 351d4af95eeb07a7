/** The files of a message: images, audio and video in place, all others as a download link. */
import { isPicture, playedAs } from "../../../../shared/contract/files.ts";
import type { Attachment } from "../../../../shared/contract/message.ts";
import { fileSize } from "../../../core/text/file-size.ts";
import { isolate } from "../../../i18n/names.ts";
import { words } from "../../../i18n/room/index.ts";
import { FileIcon } from "../../../ui/icons/icons.tsx";
import { useRoom } from "../../context/room-context.ts";

/** The largest preview, in CSS pixels. */
const MAX_WIDTH = 420;
const MAX_HEIGHT = 320;

export function Attachments({ attachments }: { attachments: readonly Attachment[] }) {
  return (
    <ul class="attachments">
      {attachments.map((attachment) => (
        <li key={attachment.id || attachment.name}>
          {isPicture(attachment.type) && attachment.path !== "" ? (
            <ImagePreview attachment={attachment} />
          ) : (
            <File attachment={attachment} />
          )}
        </li>
      ))}
    </ul>
  );
}

/** Its space is reserved, so that nothing moves when it loads. */
function ImagePreview({ attachment }: { attachment: Attachment }) {
  const { dialogs } = useRoom();
  const { name, path, width = MAX_WIDTH, height = MAX_HEIGHT } = attachment;
  const scale = Math.min(1, MAX_WIDTH / width, MAX_HEIGHT / height);
  const label = words().files.open(isolate(name));
  return (
    <button
      type="button"
      class="image-preview"
      aria-label={label}
      aria-haspopup="dialog"
      title={label}
      onClick={() => dialogs.openImage(attachment)}
    >
      <img
        src={path}
        alt={name}
        width={Math.max(1, Math.round(width * scale))}
        height={Math.max(1, Math.round(height * scale))}
        loading="lazy"
        decoding="async"
      />
    </button>
  );
}

/** Audio and video play in place; their space is reserved. */
function File({ attachment }: { attachment: Attachment }) {
  const { type, name, path } = attachment;
  const Player = path === "" ? undefined : playedAs(type);
  return (
    <>
      {Player === undefined ? null : (
        <Player class={`player ${Player}`} src={path} aria-label={name} controls preload="metadata" />
      )}
      <FileLine attachment={attachment} />
    </>
  );
}

/** A link once the room has the file. */
const FileLine = ({ attachment: { name, path, size } }: { attachment: Attachment }) => (
  <a class="file" href={path || undefined} download={name}>
    <FileIcon />
    <bdi class="file-name">{name}</bdi>
    <span class="file-size">{fileSize(size)}</span>
  </a>
);
