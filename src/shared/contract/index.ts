/**
 * The wire contract of a room, for the server, the page and any client written in TypeScript.
 *
 * Validation (`schemas.ts`) is not here: it brings a library that only the server needs.
 */

export type { ClientLimits } from "../client-limits.ts";
export { LIMITS, type Limits } from "../limits.ts";
export {
  parseRoomName,
  ROOM_NAME_LENGTH,
  type RoomNameResult,
  roomNameFromPath,
  roomPath,
  socketPath,
} from "../room-name.ts";
export type { SeenHeader, SeenRequest } from "../seen-request.ts";
export { cleanName, cleanText } from "../text/clean-text.ts";
export type { GuestsPage, HandoverPayload, Invite, KeysInUse, PassphrasePayload } from "./access.ts";
export { type Bot, type BotPayload, type BotRevocation, isBot, type NewBot } from "./bots.ts";
export type { DirectoryPage, DirectoryPayload, ListedRoom } from "./directory.ts";
export type { Ack, ErrorCode, Failure, WireError } from "./errors.ts";
export type {
  Auth,
  Changes,
  ClientToServerEvents,
  DeletePayload,
  EditPayload,
  HistoryPage,
  HistoryPayload,
  MembersPage,
  MembersPayload,
  Muted,
  Presence,
  PresencePayload,
  ProfilePayload,
  ReactionPayload,
  ReadPayload,
  RequestAnswer,
  RequestName,
  RequestPayload,
  SearchPage,
  SearchPayload,
  SendPayload,
  ServerToClientEvents,
  Typing,
  TypingPayload,
  Welcome,
  You,
} from "./events.ts";
export type { Attachment, Author, Member, Message, Reaction } from "./message.ts";
export type {
  ErasePayload,
  Retention,
  RoomSettings,
  RoomUpdate,
  SanctionPayload,
  Sanctions,
  Visibility,
} from "./settings.ts";
export { PROTOCOL_VERSION } from "./version.ts";
