/** Fetches a file whole, so that one which breaks off on the way is a failure and no file. */
import type { Failure } from "../../../shared/contract/errors.ts";
import { UNANSWERED } from "../../core/text/failure-text.ts";

/** @param token of a visitor whose browser keeps no cookie */
export async function fetchFile(
  path: string,
  token: string | undefined,
): Promise<{ ok: true; file: Blob } | Failure> {
  try {
    const response = await fetch(path, {
      headers: token === undefined ? {} : { Authorization: `Bearer ${token}` },
    });
    return response.ok ? { ok: true, file: await response.blob() } : ((await response.json()) as Failure);
  } catch {
    return { ok: false, error: UNANSWERED };
  }
}
