/** Imports an export into an empty room, line by line. What it accepts stays, and an import that was interrupted continues after it. */

import type { Schema } from "../../platform/migrations.ts";
import { failure } from "../../shared/contract/errors.ts";
import type { UploadedFile } from "../../shared/contract/files.ts";
import type { Member, Message, RoomUpdate } from "../../shared/contract/index.ts";
import type { GuestStore } from "../access/guest-store.ts";
import type { BotStore } from "../bots/bot-store.ts";
import type { Clock } from "../clock.ts";
import type { Disconnector } from "../connections/disconnect.ts";
import type { FileStore } from "../files/file-store.ts";
import type { MessageStore } from "../messages/message-store.ts";
import type { MessageRetention } from "../messages/retention.ts";
import type { SanctionStore } from "../moderation/sanction-store.ts";
import type { Permissions } from "../permissions.ts";
import { RoomError } from "../room-error.ts";
import type { SettingsUpdater } from "../settings/update-settings.ts";
import type { ImportState, ImportStateStore } from "./import-state.ts";

/** The first line of an export, checked. */
export interface ImportedRoom extends Pick<ImportState, "exported" | "isSigned" | "lastSeq" | "rev"> {
  settings: RoomUpdate;
}

/** A message of an export. Its files were imported before. */
export type ImportedMessage = Omit<Message, "attachments" | "nonce"> & {
  nonce: string;
  attachments?: readonly { id: string }[];
};

/** A file of an export, whose content follows. */
export interface ImportedFile {
  id: string;
  name: string;
  size: number;
  /** The id of the person who sent it. */
  by: string;
}

/** Where a file is in an export. */
export interface FilePlace {
  /** The line that was accepted last: a file is accepted with its message. */
  accepted: number;
  /** The line of the file. */
  number: number;
}

/** A step of an import. */
export type ImportStep =
  | { step: "look" }
  | { step: "begin"; room: ImportedRoom }
  | { step: "lines"; after: number; lines: readonly ImportedLine[] }
  /** The content of the file is about to be stored. */
  | { step: "file"; place: FilePlace; file: ImportedFile }
  /** The export does not have the content of the file. */
  | { step: "missing file"; place: FilePlace; file: ImportedFile; found: FoundType };

type FoundType = Pick<UploadedFile, "type" | "width" | "height">;

/** How far an import is after a step. */
export interface ImportProgress {
  /** Undefined if none began. */
  state: ImportState | undefined;
  /** Where the content of a file is stored, after the step `file`. */
  key?: string;
}

/** A line that needs no more than the room, checked. */
export type ImportedLine =
  | ({ kind: "bot" | "muted" | "banned" | "guest" } & Pick<Member, "id" | "name">)
  | { kind: "message"; message: ImportedMessage }
  | { kind: "end"; messages: number; files: number }
  /** The content of a file, which was imported already, or a person of whom an unsigned export says something. */
  | { kind: "skip" };

export interface RoomImporterDependencies {
  transaction: (work: () => void) => void;
  /** The first message creates its tables. */
  schema: Pick<Schema, "forget">;
  importState: ImportStateStore;
  permissions: Pick<Permissions, "enter" | "own">;
  messageStore: MessageStore;
  settingsUpdater: Pick<SettingsUpdater, "create">;
  sanctions: SanctionStore;
  guests: GuestStore;
  bots: BotStore;
  files: FileStore;
  retention: Pick<MessageRetention, "trim">;
  disconnector: Pick<Disconnector, "disconnectAll">;
  clock: Pick<Clock, "now">;
}

export class RoomImporter {
  constructor(private readonly deps: RoomImporterDependencies) {}

  /**
   * Does a step of an import, for the owner of the room.
   *
   * @throws {RoomError} `forbidden` for others, `banned` for an owner who is banned everywhere, `stale` where the line that was accepted
   *   last is another one, and with the number of the line whatever is wrong with it
   */
  async run(id: string, step: ImportStep): Promise<ImportProgress> {
    const { importState, permissions, files } = this.deps;
    permissions.enter(id);
    permissions.own(id);
    let key: string | undefined;
    if (step.step === "begin") await this.#begin(id, step.room);
    else if (step.step === "lines") this.#applyAll(step.after, step.lines);
    else if (step.step !== "look") {
      key = this.#startFile(step.place, step.file);
      if (step.step === "missing file") files.finishUpload(step.file.id, step.found);
    }
    return { state: importState.current, ...(key !== undefined && { key }) };
  }

  /** Only into an empty room. */
  async #begin(id: string, { settings, ...room }: ImportedRoom): Promise<void> {
    const { importState, permissions, messageStore, settingsUpdater } = this.deps;
    const requireEmpty = (): void => {
      if (messageStore.lastSeq > 0 || importState.current !== undefined)
        throw new RoomError("forbidden", "line 1: only an empty room can be imported into.");
    };
    requireEmpty();
    await settingsUpdater.create(id, settings);
    permissions.own(id);
    requireEmpty();
    importState.set({ ...room, line: 1, messages: 0, files: 0, isDone: false });
  }

  /** Imports the lines after `after`, all of them or none. */
  #applyAll(after: number, lines: readonly ImportedLine[]): void {
    const { transaction, importState } = this.deps;
    let state = this.#require(after);
    try {
      transaction(() => {
        for (const line of lines) {
          const number = state.line + 1;
          try {
            state = { ...this.#apply(line, state), line: number };
          } catch (error) {
            throw error instanceof RoomError ? atLine(number, error) : error;
          }
        }
        importState.set(state);
      });
    } catch (error) {
      this.#forget();
      throw error;
    }
    if (state.isDone) this.#finish();
  }

  /** @returns the key of its content */
  #startFile({ accepted, number }: FilePlace, file: ImportedFile): string {
    const { files } = this.deps;
    this.#require(accepted);
    try {
      files.restore(file.by, file);
    } catch (error) {
      throw error instanceof RoomError ? atLine(number, error) : error;
    }
    return files.keyOf(file.id);
  }

  #require(after: number): ImportState {
    const state = this.deps.importState.current;
    if (state === undefined) throw new RoomError("stale", "No import has begun.");
    if (state.isDone) throw new RoomError("forbidden", "The import is complete.");
    if (state.line !== after)
      throw new RoomError(
        "stale",
        `Line ${state.line} was accepted last: continue with ?after=${state.line}.`,
      );
    return state;
  }

  #apply(line: ImportedLine, state: ImportState): ImportState {
    const { sanctions, guests, bots } = this.deps;
    if (state.isDone) throw new RoomError("invalid", "nothing comes after the end");
    switch (line.kind) {
      case "skip":
        return state;
      case "bot":
        bots.restore({ id: line.id, name: line.name });
        return state;
      case "guest":
        guests.add({ id: line.id, name: line.name });
        return state;
      case "muted":
      case "banned":
        sanctions.set(line.kind, { id: line.id, name: line.name }, true);
        return state;
      case "message":
        return this.#addMessage(line.message, state);
      case "end":
        if (line.messages !== state.messages || line.files !== state.files)
          throw new RoomError(
            "invalid",
            `${line.messages} messages and ${line.files} files were exported, but ${state.messages} and ${state.files} imported`,
          );
        return { ...state, isDone: true };
    }
  }

  #addMessage(message: ImportedMessage, state: ImportState): ImportState {
    const { messageStore, files, clock } = this.deps;
    const { seq, from, at, editedAt = at, replyTo, attachments = [] } = message;
    if (seq <= messageStore.lastSeq || seq > state.lastSeq)
      throw new RoomError("invalid", "seq: must ascend, up to `lastSeq` of the first line");
    if (replyTo !== undefined && replyTo >= seq) throw new RoomError("invalid", "replyTo: must be older");
    if (Math.max(at, editedAt) > clock.now()) throw new RoomError("invalid", "at: is in the future");
    const ids = attachments.map((file) => file.id);
    requireConsistent(message, ids);
    const sent = ids.length > 0 ? files.attachments(ids, from.id) : undefined;
    const { attachments: _, ...restored } = message;
    messageStore.restore(sent === undefined ? restored : { ...restored, attachments: sent });
    files.markSent(ids, seq);
    return { ...state, messages: state.messages + 1, files: state.files + ids.length };
  }

  /** Everyone connects again, and gets the messages. */
  #finish(): void {
    const { importState, messageStore, retention, disconnector } = this.deps;
    const { lastSeq: seq, rev } = importState.current as ImportState;
    messageStore.raise({ seq, rev });
    retention.trim();
    disconnector.disconnectAll(IMPORTED);
  }

  /** What was rolled back is not in memory, either. */
  #forget(): void {
    const { schema, importState, messageStore, sanctions, guests, bots, files } = this.deps;
    for (const store of [schema, importState, messageStore, sanctions, guests, bots, files]) store.forget();
  }
}

/** @throws {RoomError} for what no message of this server can be */
function requireConsistent(
  { text, deleted, reactions = [] }: ImportedMessage,
  files: readonly string[],
): void {
  const invalid = (problem: string) => new RoomError("invalid", problem);
  if (deleted && (text !== "" || reactions.length > 0 || files.length > 0))
    throw invalid("deleted: such a message has no text, no reactions and no files");
  if (!deleted && text === "" && files.length === 0) throw invalid("text: must not be empty without a file");
  if (hasRepeated(files)) throw invalid("attachments: the same file twice");
  if (hasRepeated(reactions.map(({ emoji }) => emoji))) throw invalid("reactions: the same emoji twice");
  if (reactions.some(({ ids }) => hasRepeated(ids))) throw invalid("reactions: the same person twice");
}

const hasRepeated = (list: readonly string[]): boolean => new Set(list).size < list.length;

const IMPORTED = failure("rate_limited", "The room was imported. Connect again.", 1_000).error;

/** What is not found is another line of the export. */
const atLine = (line: number, { code, message, retryAfter }: RoomError): RoomError =>
  new RoomError(code === "not_found" ? "invalid" : code, `line ${line}: ${message}`, retryAfter);
