/** The size of a picture, so that the layout of a page does not shift when it loads. */
import { disableTypes, imageSize, types } from "image-size";
import type { FileType } from "../../shared/contract/files.ts";

/** In pixels. */
export interface ImageSize {
  width: number;
  height: number;
}

/** Formats with their size near the beginning. The tiles of an AVIF or HEIC picture have sizes of their own. */
const FORMATS: Partial<Record<FileType, string>> = {
  "image/png": "png",
  "image/jpeg": "jpg",
  "image/gif": "gif",
  "image/webp": "webp",
};

disableTypes(types.filter((type) => !Object.values(FORMATS).includes(type)));

/** No real picture is larger. */
const LARGEST = 65_535;

/**
 * @param head the beginning of a file
 * @returns undefined for other formats, and if the header is incomplete or malformed
 */
export function imageSizeOf(fileType: FileType, head: Uint8Array): ImageSize | undefined {
  if (FORMATS[fileType] === undefined) return undefined;
  try {
    const { width, height } = imageSize(head);
    return isPlausible(width) && isPlausible(height) ? { width, height } : undefined;
  } catch {
    return undefined;
  }
}

const isPlausible = (length: number): boolean => length > 0 && length <= LARGEST;
