/**
 * How the events of a room are sent by HTTP: an endpoint for each, with the event's payload in its path, its query or its body. The
 * routes and the OpenAPI document are both made from this table.
 */
import type { ClientToServerEvents } from "../../shared/contract/index.ts";

type EventName = keyof ClientToServerEvents;

/** Where a payload comes from, besides the parameters of the path. */
type PayloadSource = "query" | "body" | "none";

export interface EventEndpoint {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below `/api/rooms/:room`. A parameter is the field of the payload with its name. */
  path: string;
  /** `query` for GET, `body` for POST, PUT and PATCH and `none` for DELETE, where it is missing. */
  from?: PayloadSource;
  /** Fields of the payload that the method decides. */
  fixed?: Readonly<Record<string, unknown>>;
  /** 200 by default. */
  status?: 201;
  operationId: string;
  summary: string;
}

/** Why an event has no endpoint here. */
type Elsewhere =
  /** It is about a connection, which a request does not have. */
  | "of a connection"
  /** It has a route of its own, which answers more than the event does. */
  | "own route";

/** Every event of the contract: one that is missing does not compile. */
export const EVENT_ENDPOINTS: Readonly<Record<EventName, readonly EventEndpoint[] | Elsewhere>> = {
  "message:send": "own route",
  "history:get": "own route",
  "presence:set": "of a connection",
  "profile:set": "of a connection",
  "auth:renew": "of a connection",
  "wire:handshake": "of a connection",
  "message:edit": [
    { method: "PATCH", path: "/messages/:seq", operationId: "editMessage", summary: "Edits your message" },
  ],
  "reaction:set": [
    {
      method: "PUT",
      path: "/messages/:seq/reactions/:emoji",
      from: "none",
      fixed: { on: true },
      operationId: "addReaction",
      summary: "Adds your reaction to a message",
    },
    {
      method: "DELETE",
      path: "/messages/:seq/reactions/:emoji",
      fixed: { on: false },
      operationId: "removeReaction",
      summary: "Removes your reaction to a message",
    },
  ],
  "message:delete": [
    {
      method: "DELETE",
      path: "/messages/:seq",
      operationId: "deleteMessage",
      summary: "Deletes your message, or as the owner any message",
    },
  ],
  "message:report": [
    {
      method: "POST",
      path: "/messages/:seq/reports",
      status: 201,
      operationId: "reportMessage",
      summary: "Reports a message to the owner of the room and the operators of the server",
    },
  ],
  search: [
    { method: "GET", path: "/search", operationId: "searchMessages", summary: "Searches in all messages" },
  ],
  "members:get": [
    {
      method: "GET",
      path: "/members",
      operationId: "listMembers",
      summary: "The people who are in the room",
    },
  ],
  read: [
    { method: "PUT", path: "/read", operationId: "markRead", summary: "Marks messages as read, up to one" },
  ],
  typing: [
    {
      method: "PUT",
      path: "/typing",
      operationId: "setTyping",
      summary: "Shows that you are typing, for some seconds, or that you stopped",
    },
  ],
  "room:update": [
    { method: "PATCH", path: "", operationId: "updateRoom", summary: "Changes settings of the room" },
  ],
  "room:delete": [
    {
      method: "DELETE",
      path: "",
      operationId: "deleteRoom",
      summary: "Deletes the room with everything in it, and disconnects all members",
    },
  ],
  "room:handover": [
    { method: "PUT", path: "/owner", operationId: "handOverRoom", summary: "Makes another person the owner" },
  ],
  "listing:get": [
    {
      method: "GET",
      path: "/listing",
      operationId: "getListing",
      summary: "Whether the room is in the directory, and what is missing for that",
    },
  ],
  "member:mute": [
    {
      method: "PUT",
      path: "/muted/:id",
      from: "none",
      fixed: { on: true },
      operationId: "mutePerson",
      summary: "Mutes a person, who can read but not write",
    },
    {
      method: "DELETE",
      path: "/muted/:id",
      fixed: { on: false },
      operationId: "unmutePerson",
      summary: "Lets a muted person write again",
    },
  ],
  "member:ban": [
    {
      method: "PUT",
      path: "/banned/:id",
      from: "none",
      fixed: { on: true },
      operationId: "banPerson",
      summary: "Bans a person, who is disconnected and rejected",
    },
    {
      method: "DELETE",
      path: "/banned/:id",
      fixed: { on: false },
      operationId: "unbanPerson",
      summary: "Lifts a ban",
    },
  ],
  "member:erase": [
    {
      method: "DELETE",
      path: "/members/:id/messages",
      operationId: "eraseMessages",
      summary: "Deletes every message of one person: your own, or as the owner those of anyone",
    },
  ],
  "sanctions:get": [
    { method: "GET", path: "/sanctions", operationId: "listSanctions", summary: "The muted and the banned" },
  ],
  "reports:get": [
    {
      method: "GET",
      path: "/reports",
      operationId: "listReports",
      summary: "The reports that wait for the owner, without who made them",
    },
  ],
  "report:dismiss": [
    {
      method: "DELETE",
      path: "/reports/:id",
      operationId: "dismissReport",
      summary: "Takes a report off the list",
    },
  ],
  "bot:create": [
    {
      method: "POST",
      path: "/bots",
      status: 201,
      operationId: "createBot",
      summary: "Creates a bot. Its token is in the answer, this once",
    },
  ],
  "bot:revoke": [
    {
      method: "DELETE",
      path: "/bots/:id",
      operationId: "revokeBot",
      summary: "Ends a bot: its token is no longer valid",
    },
  ],
  "bots:get": [
    { method: "GET", path: "/bots", operationId: "listBots", summary: "The bots, without their tokens" },
  ],
  "invite:create": [
    {
      method: "POST",
      path: "/invite",
      from: "none",
      status: 201,
      operationId: "createInvite",
      summary: "Replaces the invite link. Its token is in the answer, this once",
    },
  ],
  "invite:revoke": [
    {
      method: "DELETE",
      path: "/invite",
      operationId: "revokeInvite",
      summary: "Ends the invite link. Guests who used it stay admitted",
    },
  ],
  "passphrase:set": [
    {
      method: "PUT",
      path: "/passphrase",
      operationId: "setPassphrase",
      summary: "Sets the passphrase, or with `null` removes it",
    },
  ],
  "keys:get": [
    {
      method: "GET",
      path: "/credentials",
      operationId: "getCredentials",
      summary: "Whether there are an invite link and a passphrase",
    },
  ],
  "guests:get": [
    { method: "GET", path: "/guests", operationId: "listGuests", summary: "The people who were admitted" },
  ],
  "guest:remove": [
    {
      method: "DELETE",
      path: "/guests/:id",
      operationId: "removeGuest",
      summary: "Removes a guest. The link or the passphrase would admit them again",
    },
  ],
};

/** An endpoint and its event. */
export interface BoundEndpoint extends EventEndpoint {
  event: EventName;
}

/** The endpoints of all events. */
export const endpoints = (): BoundEndpoint[] =>
  Object.entries(EVENT_ENDPOINTS).flatMap(([event, list]) =>
    typeof list === "string" ? [] : list.map((endpoint) => ({ ...endpoint, event: event as EventName })),
  );

/** Where an endpoint reads its payload. */
export function sourceOf({ method, from }: EventEndpoint): PayloadSource {
  if (from !== undefined) return from;
  if (method === "GET") return "query";
  return method === "DELETE" ? "none" : "body";
}

/** The names of the parameters in an endpoint's path. */
export const parametersOf = ({ path }: EventEndpoint): string[] =>
  Array.from(path.matchAll(/:(\w+)/g), ([, name = ""]) => name);
