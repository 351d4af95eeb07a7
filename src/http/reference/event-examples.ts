/** An example of each event that a client sends, for documents and samples. The compiler compares them with the contract. */
import type { ClientToServerEvents } from "../../shared/contract/index.ts";

export interface EventExample<Name extends keyof ClientToServerEvents> {
  summary: string;
  payload: Parameters<ClientToServerEvents[Name]>[0];
  /** Only for the owner of the room. */
  isOwners?: true;
}

type EventExamples = { readonly [Name in keyof ClientToServerEvents]: EventExample<Name> };

const PERSON = "0a1b2c3d4e5f";
const BOT = "bot_0123456789abcdef";

export const EVENT_EXAMPLES: EventExamples = {
  "message:send": {
    summary: "Sends a message. The same nonce again returns the message that was stored the first time",
    payload: { nonce: "k1x9", text: "Hello, **world**", replyTo: 41 },
  },
  "message:edit": { summary: "Edits your message", payload: { seq: 42, text: "Hello, all" } },
  "message:delete": { summary: "Deletes your message, or as the owner any message", payload: { seq: 42 } },
  "message:report": {
    summary: "Reports a message to the owner of the room and the operators of the server",
    payload: { seq: 42, reason: "spam", words: "The same in every room" },
  },
  "reaction:set": {
    summary: "Adds or removes your reaction to a message",
    payload: { seq: 42, emoji: "👍", on: true },
  },
  "history:get": { summary: "A page of history", payload: { before: 42, limit: 50 } },
  search: { summary: "Searches in all messages", payload: { query: "release" } },
  "members:get": { summary: "The people who are here, by name", payload: { query: "ada" } },
  read: { summary: "Marks messages as read, up to one", payload: { seq: 42 } },
  typing: { summary: "Shows that you are typing, or that you stopped", payload: { active: true } },
  "presence:set": {
    summary: "Says whether the window is in use, and visible",
    payload: { idle: false, visible: true },
  },
  "profile:set": { summary: "Takes another name", payload: { name: "Ada" } },
  "auth:renew": {
    summary: "Replaces the token that you connected with",
    payload: { jwt: "eyJhbGciOi…" },
  },
  "wire:handshake": { summary: "The request that opened this connection", payload: {} },
  "room:update": {
    summary: "Changes settings of the room",
    payload: { topic: "Release on Friday", slowMode: 10 },
    isOwners: true,
  },
  "room:delete": { summary: "Deletes the room with everything in it", payload: {}, isOwners: true },
  "room:handover": { summary: "Makes another person the owner", payload: { id: PERSON }, isOwners: true },
  "listing:get": { summary: "Whether the room is in the directory", payload: {}, isOwners: true },
  "member:mute": {
    summary: "Mutes a person, or lets them write again",
    payload: { id: PERSON, on: true },
    isOwners: true,
  },
  "member:ban": {
    summary: "Bans a person, or lifts the ban",
    payload: { id: PERSON, on: true },
    isOwners: true,
  },
  "member:erase": {
    summary: "Deletes every message of one person: your own, or as the owner those of anyone",
    payload: { id: PERSON },
  },
  "sanctions:get": { summary: "The muted and the banned people", payload: {}, isOwners: true },
  "reports:get": { summary: "The reports that wait for the owner", payload: {}, isOwners: true },
  "report:dismiss": {
    summary: "Takes a report off the list",
    payload: { id: "6e0f3a52-5b0a-4c8e-9d56-0d7a2c1f4b3e" },
    isOwners: true,
  },
  "bot:create": {
    summary: "Creates a bot. Its token is in the answer, this once",
    payload: { name: "Herald" },
    isOwners: true,
  },
  "bot:revoke": { summary: "Ends a bot", payload: { id: BOT }, isOwners: true },
  "bots:get": { summary: "The bots of the room", payload: {}, isOwners: true },
  "invite:create": { summary: "Replaces the invite link", payload: {}, isOwners: true },
  "invite:revoke": { summary: "Ends the invite link", payload: {}, isOwners: true },
  "passphrase:set": {
    summary: "Sets the passphrase, or with null removes it",
    payload: { passphrase: "open sesame" },
    isOwners: true,
  },
  "keys:get": { summary: "Whether there are an invite link and a passphrase", payload: {}, isOwners: true },
  "guests:get": { summary: "The people who were admitted", payload: {}, isOwners: true },
  "guest:remove": { summary: "Removes a guest", payload: { id: PERSON }, isOwners: true },
};

/** What the events of the server mean. */
export const SERVER_EVENT_SUMMARIES = {
  welcome: "Once per connection, before anything else: all that a client needs to show the room",
  messages: "New messages, ascending. In version 2 only messages that were missed",
  batch: "New messages in their short form, ascending. Version 2",
  nonces: "The nonces of messages that you sent from another connection",
  missed: "What a client missed while it was not visible",
  changes: "Messages that were edited, deleted or reacted to",
  room: "All settings of the room, when one changes",
  presence: "Changes of the member list",
  typing: "The people who are typing: the complete list",
  muted: "Whether you are muted",
  reported: "How many reports wait for you, the owner",
  read: "How far you have read on another device",
  account: "Another device of yours changed what your devices share",
  goodbye: "The reason, before the server disconnects the client",
} as const;
