/**
 * The wire contract of a room, for the server, the page and any client in TypeScript.
 *
 * Validation is in `../validation`: it needs a library that the page does not load.
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
export type { Auth, ConnectionIdentity, Welcome, You } from "./connection.ts";
export type { DirectoryPage, DirectoryPayload, ListedRoom, ListingState } from "./directory.ts";
export type { Ack, ErrorCode, Failure, WireError } from "./errors.ts";
export type {
  ClientToServerEvents,
  MembersPage,
  MembersPayload,
  Missed,
  Muted,
  Presence,
  PresencePayload,
  ProfilePayload,
  RenewPayload,
  RequestAnswer,
  RequestName,
  RequestPayload,
  ServerToClientEvents,
  Typing,
  TypingPayload,
} from "./events.ts";
export type {
  Changes,
  DeletePayload,
  EditPayload,
  HistoryPage,
  HistoryPayload,
  ReactionPayload,
  ReadPayload,
  SearchPage,
  SearchPayload,
  SendPayload,
} from "./message.ts";
export {
  type Attachment,
  type Author,
  isExternal,
  type Member,
  type Message,
  type Reaction,
  type ShortHead,
  type ShortMessage,
} from "./message.ts";
export type {
  BanResult,
  DismissPayload,
  ErasePayload,
  Report,
  Reported,
  ReportPayload,
  ReportReason,
  ReportsPage,
  Retention,
  RoomSettings,
  RoomUpdate,
  SanctionPayload,
  Sanctions,
  Visibility,
} from "./settings.ts";
export { EVENTS_VERSION, PROTOCOL_VERSION } from "./version.ts";
