/** The schemas, compared with the published types by the compiler, and with the OpenAPI document. */
import type * as v from "valibot";
import { describe, expect, expectTypeOf, it } from "vitest";
import { describeApi } from "../../../src/http/openapi/document.ts";
import type { ApiSchemas } from "../../../src/http/openapi/schemas.ts";
import type { HandoverPayload, PassphrasePayload } from "../../../src/shared/contract/access.ts";
import type { BotPayload } from "../../../src/shared/contract/bots.ts";
import type { Auth } from "../../../src/shared/contract/connection.ts";
import type { DirectoryPayload, ListedRoom } from "../../../src/shared/contract/directory.ts";
import type { Failure } from "../../../src/shared/contract/errors.ts";
import type * as events from "../../../src/shared/contract/events.ts";
import type { UploadedFile } from "../../../src/shared/contract/files.ts";
import type { Attachment, Author, Message, Reaction } from "../../../src/shared/contract/message.ts";
import type {
  ErasePayload,
  RoomSettings,
  RoomUpdate,
  SanctionPayload,
} from "../../../src/shared/contract/settings.ts";
import { LIMITS } from "../../../src/shared/limits.ts";
import type { SeenRequest } from "../../../src/shared/seen-request.ts";
import { type Schemas, schemasFor } from "../../../src/shared/validation/schemas.ts";

type Sent<Name extends keyof Schemas> = v.InferInput<Schemas[Name]>;
type Answered<Name extends keyof ApiSchemas> = v.InferOutput<ApiSchemas[Name]>;

describe("a schema", () => {
  it("of a payload has the fields of its published type", () => {
    expectTypeOf<Sent<"auth">>().toEqualTypeOf<Auth>();
    expectTypeOf<Sent<"send">>().toEqualTypeOf<events.SendPayload>();
    expectTypeOf<Sent<"edit">>().toEqualTypeOf<events.EditPayload>();
    expectTypeOf<Sent<"delete">>().toEqualTypeOf<events.DeletePayload>();
    expectTypeOf<Sent<"reaction">>().toEqualTypeOf<events.ReactionPayload>();
    expectTypeOf<Sent<"history">>().toEqualTypeOf<events.HistoryPayload>();
    expectTypeOf<Sent<"search">>().toEqualTypeOf<events.SearchPayload>();
    expectTypeOf<Sent<"members">>().toEqualTypeOf<events.MembersPayload>();
    expectTypeOf<Sent<"read">>().toEqualTypeOf<events.ReadPayload>();
    expectTypeOf<Sent<"presence">>().toEqualTypeOf<events.PresencePayload>();
    expectTypeOf<Sent<"profile">>().toEqualTypeOf<events.ProfilePayload>();
    expectTypeOf<Sent<"typing">>().toEqualTypeOf<events.TypingPayload>();
    expectTypeOf<Sent<"update">>().toEqualTypeOf<RoomUpdate>();
    expectTypeOf<Sent<"sanction">>().toEqualTypeOf<SanctionPayload>();
    expectTypeOf<Sent<"erase">>().toEqualTypeOf<ErasePayload>();
    expectTypeOf<Sent<"handover">>().toEqualTypeOf<HandoverPayload>();
    expectTypeOf<Sent<"bot">>().toEqualTypeOf<BotPayload>();
    expectTypeOf<Sent<"passphrase">>().toEqualTypeOf<PassphrasePayload>();
    expectTypeOf<Sent<"directory">>().toEqualTypeOf<DirectoryPayload>();
  });

  it("of an answer has the fields of its published type", () => {
    expectTypeOf<Answered<"Author">>().toEqualTypeOf<Author>();
    expectTypeOf<Answered<"File">>().toEqualTypeOf<UploadedFile>();
    expectTypeOf<Answered<"Attachment">>().toEqualTypeOf<Attachment>();
    expectTypeOf<Answered<"Reaction">>().toEqualTypeOf<Reaction>();
    expectTypeOf<Answered<"Message">>().toEqualTypeOf<Message>();
    expectTypeOf<Answered<"RoomSettings">>().toEqualTypeOf<RoomSettings>();
    expectTypeOf<Answered<"ListedRoom">>().toEqualTypeOf<ListedRoom>();
    expectTypeOf<Answered<"SeenRequest">>().toEqualTypeOf<SeenRequest>();
    expectTypeOf<Answered<"Error">>().toEqualTypeOf<Failure>();
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
