/** Checks the lines of an export before they reach the room. */
import { createHash } from "node:crypto";
import type { Signer } from "../../auth/session.ts";
import type { ImportedLine } from "../../room/storage/import.ts";
import { check } from "../../shared/validation/schemas.ts";
import { LineError, type TextLine } from "./line-reader.ts";
import type { Line, LineKind, LineOf, LineSchemas } from "./line-schemas.ts";
import { isSigned } from "./line-signature.ts";

/** What is known of an export from its first line. */
export interface ExportIdentity {
  exported: string;
  /** Whether its lines must be signed. Otherwise people get other ids. */
  isSigned: boolean;
}

/** A line as it is, parsed and checked. @throws {LineError} */
export function parseLine({ text, number }: TextLine, schemas: LineSchemas): Line {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new LineError("invalid", number, "not JSON: the file is cut off here, or is no export");
  }
  const kind: unknown = typeof value === "object" && value !== null ? Reflect.get(value, "kind") : undefined;
  if (typeof kind !== "string" || !Object.hasOwn(schemas, kind))
    throw new LineError("invalid", number, `kind: must be one of ${Object.keys(schemas).join(", ")}`);
  const checked = check<object>(schemas[kind as LineKind], value);
  if (!checked.ok) {
    const { code, message } = checked.error;
    throw new LineError(code === "too_large" ? code : "invalid", number, message);
  }
  return { kind, ...checked.value } as Line;
}

/** @throws {LineError} for a line that this deployment has not signed */
export async function requireSigned(
  signer: Signer,
  { exported, isSigned: mustBeSigned }: ExportIdentity,
  { text, number }: TextLine,
): Promise<void> {
  if (mustBeSigned && !(await isSigned(signer, exported, number, text)))
    throw new LineError(
      "invalid",
      number,
      "not as this server exported it. ?unsigned=true imports any export, with other ids for its people",
    );
}

/**
 * A line as the room imports it. People of an unsigned export get ids that no one has, so that no one can put words into the mouth
 * of a person of this server; its guests, bots and sanctions would be of no use, and are left out.
 */
export function toImported(
  line: Exclude<Line, LineOf<"room" | "file">>,
  source: ExportIdentity,
): ImportedLine {
  switch (line.kind) {
    case "chunk":
      return { kind: "skip" };
    case "message": {
      const { kind, from, reactions, ...message } = line;
      const own = (id: string): string => idOf(id, source);
      return {
        kind,
        message: {
          ...message,
          from: { id: own(from.id), name: from.name },
          ...(reactions && { reactions: reactions.map(({ emoji, ids }) => ({ emoji, ids: ids.map(own) })) }),
        },
      };
    }
    case "end":
      return line;
    default:
      return source.isSigned ? line : { kind: "skip" };
  }
}

/** The id of a person in the imported room. */
export const idOf = (id: string, { isSigned, exported }: ExportIdentity): string =>
  isSigned ? id : `old_${createHash("sha256").update(`${exported}\n${id}`).digest("hex").slice(0, 32)}`;
