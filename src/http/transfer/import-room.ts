/** Imports an export into an empty room, for its owner. */
import { Hono } from "hono";
import { createMiddleware } from "hono/factory";
import type { Principal } from "../../auth/principal.ts";
import { sessionSigner } from "../../auth/session-signer.ts";
import type { ImportedLine } from "../../room/storage/import.ts";
import { failure } from "../../shared/contract/errors.ts";
import { limitsFrom } from "../../shared/limits.ts";
import { roomPath } from "../../shared/room-name.ts";
import type { AppEnv, RouteContext } from "../app-env.ts";
import { sendFailure } from "../middleware/errors.ts";
import { allowedOrigin } from "../middleware/origin.ts";
import { requireVisitor } from "../middleware/principal.ts";
import { limitRequests } from "../middleware/rate-limit.ts";
import { roomName } from "../middleware/room-name.ts";
import { type FileTarget, ImportRefused, IncomingFile } from "./imported-files.ts";
import { type ExportIdentity, parseLine, requireSigned, toImported } from "./imported-lines.ts";
import { LineError, readLines, type TextLine } from "./line-reader.ts";
import { type LineOf, lineSchemasFor, MAX_LINE_BYTES } from "./line-schemas.ts";

const PATH = "/api/rooms/:room/import";

/** The type of a body; `application/jsonl` is another name of it. A page of another origin cannot send it unasked. */
export const NDJSON = "application/x-ndjson";
const TYPES = new Set([NDJSON, "application/jsonl"]);

/** Lines that the room imports at once, and their characters. */
const BATCH = 200;
const BATCH_CHARACTERS = 524_288;

const NOT_LINES = failure("invalid", `The body must be ${NDJSON}: an export with ?format=ndjson.`);
const NO_AFTER = failure("invalid", "after: the number of the line that was accepted last");

const lines = createMiddleware<AppEnv>(async (c, next) => {
  const type = c.req.header("Content-Type")?.split(";")[0]?.trim().toLowerCase() ?? "";
  return TYPES.has(type) && c.req.raw.body !== null ? next() : sendFailure(c, NOT_LINES);
});

const room = roomName((name) => `/api${roomPath(name)}/import`);

/**
 * `GET /api/rooms/:room/import` says which line of an import was accepted last.
 *
 * `POST /api/rooms/:room/import?after=<line>&unsigned=true` imports the lines of an export after that one; it answers with the last
 * line that was accepted, and whether the import is complete. Meanwhile no one may write in the room.
 */
export const imports = new Hono<AppEnv>()
  .get(PATH, room, limitRequests, requireVisitor, showState)
  .post(PATH, room, allowedOrigin, limitRequests, requireVisitor, lines, importRoom);

async function showState(c: RouteContext<Principal>): Promise<Response> {
  const found = await c.env.ROOMS.getByName(c.var.room).importStep(c.var.principal, { step: "look" });
  if (!found.ok) return sendFailure(c, found);
  const { line = 0, isDone = false } = found.state ?? {};
  return c.json({ ok: true, line, done: isDone }, 200, { "Cache-Control": "no-store" });
}

async function importRoom(c: RouteContext<Principal>): Promise<Response> {
  const { room, principal: owner } = c.var;
  const after = c.req.query("after") ?? "0";
  if (!/^\d{1,15}$/.test(after)) return sendFailure(c, NO_AFTER);
  const stub = c.env.ROOMS.getByName(room);
  const found = await stub.importStep(owner, { step: "look" });
  if (!found.ok) return sendFailure(c, found);
  const { state } = found;
  const accepted = state?.line ?? 0;
  if (accepted !== Number(after) && state?.isDone !== true)
    return sendFailure(
      c,
      failure("stale", `Line ${accepted} was accepted last: continue with ?after=${accepted}.`),
    );
  const importer = new Importer(
    { room: stub, owner, bucket: c.env.FILES, limits: limitsFrom(c.env) },
    await sessionSigner(c.env),
    Number(after) === 0 ? undefined : state,
    Number(after),
  );
  try {
    const done = await importer.run(
      c.req.raw.body as ReadableStream<Uint8Array>,
      c.req.query("unsigned") === "true",
    );
    return c.json({ ok: true, line: importer.line, done }, 200, { "Cache-Control": "no-store" });
  } catch (error) {
    if (error instanceof ImportRefused) return sendFailure(c, { ok: false, error: error.error });
    if (error instanceof LineError)
      return sendFailure(c, failure(error.code, describe(error, importer.line)));
    throw error;
  }
}

/** Nothing is imported by halves without saying so. */
const describe = ({ message }: LineError, accepted: number): string =>
  accepted === 0
    ? `${message}. Nothing was imported.`
    : `${message}. The lines up to ${accepted} were imported: continue with ?after=${accepted}, or delete the room.`;

class Importer {
  readonly #schemas;
  readonly #batch: ImportedLine[] = [];
  #characters = 0;
  #file: IncomingFile | undefined;
  /** How many lines of the batch the room may accept: without those of files whose message was not read yet. */
  #complete = 0;
  /** How many files were read since the last message. */
  #files = 0;
  #isDone = false;

  constructor(
    private readonly target: FileTarget,
    private readonly signer: Awaited<ReturnType<typeof sessionSigner>>,
    private source: ExportIdentity | undefined,
    /** The last line that the room has accepted. */
    public line: number,
  ) {
    this.#schemas = lineSchemasFor(target.limits);
  }

  /** @returns whether the import is complete @throws {LineError} @throws {ImportRefused} */
  async run(body: ReadableStream<Uint8Array>, allowsUnsigned: boolean): Promise<boolean> {
    try {
      for await (const line of readLines(body, this.line + 1, MAX_LINE_BYTES)) {
        if (this.source === undefined) await this.#begin(line, allowsUnsigned);
        else await this.#add(line, this.source);
      }
      return await this.#end();
    } catch (error) {
      await this.#file?.abort();
      this.#file = undefined;
      // What came before a bad line is imported.
      if (error instanceof LineError) {
        this.#batch.length = this.#complete;
        await this.#flush();
      }
      throw error;
    }
  }

  async #begin(line: TextLine, allowsUnsigned: boolean): Promise<void> {
    const first = parseLine(line, this.#schemas);
    if (first.kind !== "room") throw new LineError("invalid", line.number, "an export begins with its room");
    const { settings, lastSeq, rev } = first;
    const source = { exported: first.export, isSigned: !allowsUnsigned };
    await requireSigned(this.signer, source, line);
    const begun = await this.target.room.importStep(this.target.owner, {
      step: "begin",
      room: { ...source, settings, lastSeq, rev },
    });
    if (!begun.ok) throw new ImportRefused(begun.error);
    this.source = source;
    this.line = line.number;
  }

  async #add(text: TextLine, source: ExportIdentity): Promise<void> {
    const line = parseLine(text, this.#schemas);
    await requireSigned(this.signer, source, text);
    if (line.kind === "room") throw new LineError("invalid", text.number, "an export has one room");
    if (this.#file !== undefined && line.kind !== "chunk")
      throw new LineError("invalid", text.number, "the content of the file before is not complete");
    if (line.kind === "file") {
      await this.#beginFile(line, text.number, source);
      return;
    }
    if (line.kind === "chunk") {
      if (this.#file === undefined) throw new LineError("invalid", text.number, "belongs to no file");
      if (await this.#file.add(line.data, text.number)) this.#file = undefined;
    }
    this.#batch.push(toImported(line, source));
    // A file is accepted with its message, so that one whose import was interrupted begins again.
    if (line.kind === "chunk") return;
    this.#complete = this.#batch.length;
    this.#files = 0;
    this.#characters += text.text.length;
    if (this.#batch.length >= BATCH || this.#characters >= BATCH_CHARACTERS) await this.#flush();
  }

  async #beginFile(line: LineOf<"file">, number: number, source: ExportIdentity): Promise<void> {
    this.#files += 1;
    const { filesPerMessage } = this.target.limits;
    if (this.#files > filesPerMessage)
      throw new LineError("invalid", number, `a message has at most ${filesPerMessage} files`);
    this.#file = await IncomingFile.begin(this.target, source, line, { accepted: this.line, number });
    this.#batch.push({ kind: "skip" });
  }

  async #end(): Promise<boolean> {
    if (this.#file !== undefined)
      throw new LineError("invalid", this.line + this.#batch.length + 1, "the file is cut off here");
    await this.#flush();
    if (!this.#isDone)
      throw new LineError(
        "invalid",
        this.line + 1,
        "the export is cut off here: its last line is of the kind end",
      );
    return true;
  }

  /** Has the room import what was read. */
  async #flush(): Promise<void> {
    const batch = this.#batch.splice(0);
    this.#characters = 0;
    this.#complete = 0;
    if (batch.length === 0) return;
    const applied = await this.target.room.importStep(this.target.owner, {
      step: "lines",
      after: this.line,
      lines: batch,
    });
    if (!applied.ok) throw new ImportRefused(applied.error);
    this.line += batch.length;
    this.#isDone = applied.state?.isDone === true;
  }
}
