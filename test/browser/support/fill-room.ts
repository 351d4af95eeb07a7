/** Fills a room with messages over stock clients, without a browser. */
import type { Socket } from "socket.io-client";
import { connectClient } from "../../support/clients.ts";
import type { RunningServer } from "../../support/server.ts";

/** How many messages are sent before their acknowledgements are awaited. */
const BATCH = 100;

/** Joins a room as `name`, sends `texts` in order and leaves. */
export async function fillRoom(
  server: Pick<RunningServer, "url">,
  room: string,
  texts: readonly string[],
  name = "Ada",
): Promise<void> {
  const socket = await connectClient(server.url, { path: `/rooms/${room}/socket.io/`, auth: { name } });
  await sendAll(socket, texts);
  socket.disconnect();
}

/** Sends `texts` in order over a connected socket. Rejects if the room rejects one of them. */
export async function sendAll(socket: Socket, texts: readonly string[]): Promise<void> {
  for (let at = 0; at < texts.length; at += BATCH) {
    const answers = await Promise.all(
      texts
        .slice(at, at + BATCH)
        .map((text) =>
          socket.timeout(60_000).emitWithAck("message:send", { nonce: crypto.randomUUID(), text }),
        ),
    );
    const failure = answers.find((answer) => answer.ok !== true);
    if (failure !== undefined) throw new Error(`a message was rejected: ${JSON.stringify(failure)}`);
  }
}
