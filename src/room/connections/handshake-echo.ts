/** Tells a client what its own handshake looked like from here: a script cannot see the headers of its page. */

import { seenRequest } from "../../shared/seen-request.ts";
import type { Schemas } from "../../shared/validation/schemas.ts";
import { requestHandler } from "../request-handler.ts";
import type { RoomSocket } from "../room-io.ts";

/**
 * Listens for `wire:handshake`. It asks for nothing that is not kept anyway, after a sleep too. Of `Accept-Encoding` that is
 * what the edge left; `/api/wire` tells what the client itself said.
 */
export function echoHandshake(
  socket: RoomSocket,
  schemas: Pick<Schemas, "nothing">,
  onError: (error: unknown) => void,
): void {
  socket.on(
    "wire:handshake",
    requestHandler(
      schemas.nothing,
      (_payload, answer) => {
        const { method = "GET", url = "/", headers } = socket.request;
        const pairs = Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
        answer({ handshake: seenRequest(method, url, pairs) });
      },
      onError,
    ),
  );
}
