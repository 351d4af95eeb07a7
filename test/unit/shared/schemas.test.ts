/** The schemas, compared with the published types by the compiler, and with the OpenAPI document. */
import type * as v from "valibot";
import { describe, expect, expectTypeOf, it } from "vitest";
import { describeApi } from "../../../src/http/openapi/document.ts";
import type { EventResults, ServerEvents } from "../../../src/http/openapi/events/event-schemas.ts";
import type { ApiSchemas } from "../../../src/http/openapi/schemas.ts";
import type { AccountInfo, Device, Passkey } from "../../../src/shared/account.ts";
import type { Auth, Welcome } from "../../../src/shared/contract/connection.ts";
import type { DirectoryPayload, ListedRoom } from "../../../src/shared/contract/directory.ts";
import type { Ack, Failure } from "../../../src/shared/contract/errors.ts";
import type { ClientToServerEvents, ServerToClientEvents } from "../../../src/shared/contract/events.ts";
import type { UploadedFile } from "../../../src/shared/contract/files.ts";
import type { Attachment, Author, Message, Reaction } from "../../../src/shared/contract/message.ts";
import type { RoomSettings, RoomUpdate } from "../../../src/shared/contract/settings.ts";
import { LIMITS } from "../../../src/shared/limits.ts";
import type { PushRemovalPayload, PushSubscriptionPayload } from "../../../src/shared/push.ts";
import type { SeenRequest } from "../../../src/shared/seen-request.ts";
import { type Schemas, schemasFor } from "../../../src/shared/validation/schemas.ts";

type Sent<Name extends keyof Schemas> = v.InferInput<Schemas[Name]>;
type Answered<Name extends keyof ApiSchemas> = v.InferOutput<ApiSchemas[Name]>;

/** The schema of each event's payload. */
interface EventSchemas {
  "message:send": "send";
  "message:edit": "edit";
  "message:delete": "delete";
  "message:report": "report";
  "reports:get": "reports";
  "report:dismiss": "dismiss";
  "reaction:set": "reaction";
  "history:get": "history";
  search: "search";
  typing: "typing";
  "members:get": "members";
  read: "read";
  "auth:renew": "renew";
  "presence:set": "presence";
  "profile:set": "profile";
  "room:update": "update";
  "member:mute": "sanction";
  "member:ban": "sanction";
  "member:erase": "erase";
  "bot:create": "bot";
  "bot:revoke": "erase";
  "passphrase:set": "passphrase";
  "guests:get": "guests";
  "guest:remove": "erase";
  "room:handover": "handover";
}

/** Events whose payload is an empty object. */
type EventWithoutPayload = {
  [Name in keyof ClientToServerEvents]: Parameters<ClientToServerEvents[Name]>[0] extends Record<
    string,
    never
  >
    ? Name
    : never;
}[keyof ClientToServerEvents];

type PayloadsByContract = {
  [Name in Exclude<keyof ClientToServerEvents, EventWithoutPayload>]: Parameters<
    ClientToServerEvents[Name]
  >[0];
};
type PayloadsBySchema = { [Name in keyof EventSchemas]: Sent<EventSchemas[Name]> };

/** `object` and `{}` have the same fields: none. */
type Fields<Results> = { [Name in keyof Results]: { [Field in keyof Results[Name]]: Results[Name][Field] } };
type ResultsBySchema = { [Name in keyof EventResults]: v.InferOutput<EventResults[Name]> };
type ResultsByContract = {
  [Name in keyof ClientToServerEvents]: NonNullable<Parameters<ClientToServerEvents[Name]>[1]> extends (
    answer: Ack<infer Result>,
  ) => void
    ? Result
    : never;
};

/** The first argument of each event of the server. */
type ArgumentsBySchema = { [Name in keyof ServerEvents]: v.InferOutput<ServerEvents[Name][0]> };
type ArgumentsByContract = {
  [Name in keyof ServerToClientEvents]: Parameters<ServerToClientEvents[Name]>[0];
};

describe("a schema", () => {
  it("of an event has the fields of its published payload", () => {
    expectTypeOf<PayloadsBySchema>().toEqualTypeOf<PayloadsByContract>();
  });

  it("of a connection or a request has the fields of its published type", () => {
    expectTypeOf<Sent<"auth">>().toEqualTypeOf<Auth>();
    expectTypeOf<Sent<"directory">>().toEqualTypeOf<DirectoryPayload>();
    expectTypeOf<Sent<"pushSubscription">>().toEqualTypeOf<PushSubscriptionPayload>();
    expectTypeOf<Sent<"pushRemoval">>().toEqualTypeOf<PushRemovalPayload>();
    expectTypeOf<Omit<Sent<"create">, "name" | "turnstile">>().toEqualTypeOf<RoomUpdate>();
  });

  it("of an answer has the fields of its published type", () => {
    expectTypeOf<Answered<"Author">>().toEqualTypeOf<Author>();
    expectTypeOf<Answered<"File">>().toEqualTypeOf<UploadedFile>();
    expectTypeOf<Answered<"Attachment">>().toEqualTypeOf<Attachment>();
    expectTypeOf<Answered<"Reaction">>().toEqualTypeOf<Reaction>();
    expectTypeOf<Answered<"Message">>().toEqualTypeOf<Message>();
    expectTypeOf<Answered<"RoomSettings">>().toEqualTypeOf<RoomSettings>();
    expectTypeOf<Answered<"ListedRoom">>().toEqualTypeOf<ListedRoom>();
    expectTypeOf<Answered<"Device">>().toEqualTypeOf<Device>();
    expectTypeOf<Answered<"Passkey">>().toEqualTypeOf<Passkey>();
    expectTypeOf<Answered<"Account">>().toEqualTypeOf<AccountInfo>();
    expectTypeOf<Answered<"SeenRequest">>().toEqualTypeOf<SeenRequest>();
    expectTypeOf<Answered<"Error">>().toEqualTypeOf<Failure>();
  });

  it("of an acknowledgement has the fields of its published type", () => {
    expectTypeOf<Fields<ResultsBySchema>>().toEqualTypeOf<Fields<ResultsByContract>>();
  });

  it("of an event of the server has the fields of its published type", () => {
    // Of a tuple with an optional element valibot knows two of different lengths.
    type Others = "batch" | "missed" | "welcome";
    expectTypeOf<Omit<ArgumentsBySchema, Others>>().toEqualTypeOf<Omit<ArgumentsByContract, Others>>();
    type Part = "you" | "settings" | "messages" | "members" | "changes" | "lastSeq" | "rev" | "read" | "gap";
    expectTypeOf<Pick<ArgumentsBySchema["welcome"], Part>>().toEqualTypeOf<Pick<Welcome, Part>>();
    expectTypeOf<keyof ArgumentsBySchema["welcome"]>().toEqualTypeOf<keyof Welcome>();
  });

  it("appears in the OpenAPI document with every field", () => {
    const { components, paths } = describeApi(LIMITS) as unknown as {
      components: { schemas: Record<string, { properties: object }> };
      paths: Record<string, Record<string, { parameters: { name: string }[] }>>;
    };
    const { send, create, history, directory } = schemasFor(LIMITS);
    const fieldsOf = (name: string) => Object.keys(components.schemas[name]?.properties ?? {});
    const parametersOf = (path: string) => paths[path]?.get?.parameters.map(({ name }) => name);
    expect(fieldsOf("NewMessage")).toEqual(Object.keys(send.entries));
    expect(fieldsOf("NewRoom")).toEqual(Object.keys(create.entries));
    expect(parametersOf("/api/rooms/{room}/messages")).toEqual(Object.keys(history.entries));
    expect(parametersOf("/api/rooms")).toEqual(Object.keys(directory.entries));
  });
});
