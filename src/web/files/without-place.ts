/** A photo without what its camera wrote into it: where it was taken is nobody's business. */

const QUALITY = 0.92;

/** How much of a file is looked at: metadata stands at the beginning. */
const HEAD = 131_072;

/** The same picture drawn anew where there is something to leave out; anything else as it is. */
export async function withoutPlace(file: File): Promise<Blob> {
  if (file.type !== "image/jpeg" || !(await hasMetadata(file))) return file;
  try {
    const bitmap = await createImageBitmap(file);
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
    bitmap.close();
    return await canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY });
  } catch {
    // No picture after all: the room will say what it thinks of it.
    return file;
  }
}

/** Exif and XMP both begin with their name (Exif 2.32, 4.5.4; XMP part 3, 1.1.3). */
async function hasMetadata(file: Blob): Promise<boolean> {
  const head = new TextDecoder("latin1").decode(await file.slice(0, HEAD).arrayBuffer());
  return head.includes("Exif\0") || head.includes("http://ns.adobe.com/xap/");
}
