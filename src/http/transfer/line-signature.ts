/**
 * Signatures of the lines of an export: they show that this deployment has written a line, as part of this export and at this place.
 * Otherwise anyone could import a conversation that other people never had.
 */
import { Buffer } from "node:buffer";
import type { Signer } from "../../auth/session.ts";

const PURPOSE = "export";

const SIGNATURE = /,"mac":"([\w-]{43})"\}$/;

type LineSigner = Pick<Signer, "authenticate" | "isAuthentic">;

/**
 * A line with its signature as its last field.
 *
 * @param exported the id of the export
 * @param number of the line
 */
export async function signLine(
  signer: LineSigner,
  exported: string,
  number: number,
  line: object,
): Promise<string> {
  const text = JSON.stringify(line);
  const code = await signer.authenticate(PURPOSE, bytesOf(exported, number, text));
  return `${text.slice(0, -1)},"mac":"${Buffer.from(code).toString("base64url")}"}`;
}

/** Whether a line is one that {@link signLine} returned, unchanged. */
export async function isSigned(
  signer: LineSigner,
  exported: string,
  number: number,
  text: string,
): Promise<boolean> {
  const [suffix, code] = text.match(SIGNATURE) ?? [];
  if (suffix === undefined || code === undefined) return false;
  const signed = `${text.slice(0, -suffix.length)}}`;
  const bytes = new Uint8Array(Buffer.from(code, "base64url"));
  return signer.isAuthentic(PURPOSE, bytesOf(exported, number, signed), bytes);
}

const bytesOf = (exported: string, number: number, text: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(Buffer.from(`${exported}\n${number}\n${text}`));
