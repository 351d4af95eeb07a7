/** The sender of an event by HTTP: a client as the handlers of events see it, without a connection. */
import type { Principal } from "../../auth/principal.ts";
import type { RoomSocket, SocketData } from "../room-io.ts";

/** No socket has this id. */
const NO_SOCKET = "";

export class RequestSocket implements RoomSocket {
  readonly id = NO_SOCKET;
  readonly data: SocketData;
  readonly handshake = { address: "", headers: {}, secure: true, auth: {} };
  readonly request = { headers: {} };
  readonly conn = { readyState: "closed", once: (): void => {} };

  /** @param name the one that others see, where the person is in the room, too */
  constructor({ id, name, isNameFixed }: Principal, nameHere: string | undefined) {
    this.data = { id, name: isNameFixed ? name : (nameHere ?? name) };
  }

  /** What is sent to the sender alone is in the answer. */
  emit(): void {}

  join(): void {}

  disconnect(): void {}
}
