/** What the HTTP API asks of a room that needs no more than its owner or a member: events, export and import. */
import type { DefaultEventsMap } from "socket.io";
import { SocketIODurableObject } from "socket.io-durable-objects";
import type { Principal, RequestPrincipal } from "../auth/principal.ts";
import type { Env } from "../env.ts";
import { addressIn } from "../platform/network.ts";
import type { Ack, ClientToServerEvents, ServerToClientEvents } from "../shared/contract/index.ts";
import type { ErasureProgress, PersonalDataPage } from "../shared/personal-data.ts";
import type { Room } from "./create-room.ts";
import type { EventName } from "./event-table.ts";
import type { OwnMessages, RoomOverview } from "./messages/read-messages.ts";
import type { ErasureRequest } from "./personal-data/personal-data-eraser.ts";
import { toAck } from "./request-handler.ts";
import type { SocketData } from "./room-io.ts";
import type { ExportHead, ExportPage, ExportPlace } from "./storage/export.ts";
import type { ImportProgress, ImportStep } from "./storage/import.ts";

export abstract class RoomRpc extends SocketIODurableObject<
  Env,
  ClientToServerEvents,
  ServerToClientEvents,
  DefaultEventsMap,
  SocketData
> {
  protected abstract readonly room: Room;

  /** For the requests of `src/http/rooms/event-routes.ts`. @see RequestHandler.request */
  request(principal: RequestPrincipal, event: EventName, payload: unknown, network?: string): Promise<Ack> {
    this.room.relays.start();
    const { identities, requestHandler } = this.room;
    const handle = () => requestHandler.request(identities.resolve(principal), event, payload, network);
    return this.answer(principal, handle, network);
  }

  /** For `GET /api/rooms/:room/members/:id/messages`. @see MessageReader.messagesOf */
  messagesOf(
    principal: RequestPrincipal,
    query: { id: string; after: number },
    network?: string,
  ): Promise<Ack<OwnMessages>> {
    const read = () => this.room.messageReader.messagesOf(principal, query, network);
    return this.answer(principal, read, network);
  }

  /** For `GET /api/rooms/:room`. @see MessageReader.overview */
  overview(principal: RequestPrincipal | undefined): Promise<Ack<RoomOverview>> {
    return this.answer(principal, () => this.room.messageReader.overview(principal));
  }

  /** The beginning of an export of the room, for its owner. @see RoomExporter.head */
  exportHead(principal: Principal, isCopy: boolean): Promise<Ack<ExportHead>> {
    return this.answer(principal, () =>
      this.room.roomExporter.head(this.room.identities.resolve(principal).id, isCopy),
    );
  }

  /** Messages or guests of an export, for the owner. @see RoomExporter.page */
  exportPage(owner: Principal, after: ExportPlace): Promise<Ack<ExportPage>> {
    return this.answer(owner, () => this.room.roomExporter.page(owner.id, after));
  }

  /** A step of an import into the room, for its owner. @see RoomImporter.run */
  importStep(owner: Principal, step: ImportStep): Promise<Ack<ImportProgress>> {
    this.room.relays.start();
    const { identities, roomImporter } = this.room;
    return this.answer(owner, () => roomImporter.run(identities.resolve(owner).id, step));
  }

  /** A visitor has proved to be a person, for `POST /api/rooms/:room/verification`. */
  verified(principal: Principal, network?: string): Promise<Ack> {
    const { identities, permissions, verifications } = this.room;
    const verify = () => {
      const { id } = identities.resolve(principal);
      permissions.enter(id);
      verifications.add(id);
      return {};
    };
    return this.answer(principal, verify, network);
  }

  /** For `GET /api/rooms/:room/data`. @see PersonalDataReader.page */
  personalData(person: Principal, after: number, network?: string): Promise<Ack<PersonalDataPage>> {
    return toAck(() => {
      this.room.endedSessions.requireRequest(person);
      return this.room.personalDataReader.page(person, after, network);
    });
  }

  /** For `DELETE /api/rooms/:room/data`. @see PersonalDataEraser.erase */
  erasePersonalData(
    person: Principal,
    request: ErasureRequest,
    network?: string,
  ): Promise<Ack<ErasureProgress>> {
    this.room.relays.start();
    return toAck(() => {
      this.room.endedSessions.requireRequest(person);
      return this.room.personalDataEraser.erase(person, request, network);
    });
  }

  /**
   * The answer to a request by HTTP. Rejects a session that was signed out, and who is banned in all rooms.
   *
   * @param network where the request comes from, see `networkOf`
   */
  protected answer<Result extends object>(
    principal: RequestPrincipal | undefined,
    work: () => Result | Promise<Result>,
    network?: string,
  ): Promise<Ack<Result>> {
    return toAck(async () => {
      const { banList, endedSessions } = this.room;
      await banList.refresh();
      const id = principal?.kind === "visitor" ? principal.id : "";
      banList.check(id, network === undefined ? undefined : addressIn(network));
      endedSessions.requireRequest(principal);
      return work();
    });
  }
}
