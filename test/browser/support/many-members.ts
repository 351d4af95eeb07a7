/** People without a browser, who fill a room with what a test needs to find there. */
import type { Socket } from "socket.io-client";
import { connectClient } from "../../support/clients.ts";
import type { RunningServer } from "../../support/server.ts";

export { UNHURRIED } from "../../support/generous-limits.ts";

const AT_A_TIME = 100;

/** Sends `texts`, in order, as a person called `name`. */
export async function fill(
  server: Pick<RunningServer, "url">,
  room: string,
  texts: readonly string[],
  name = "Ada",
): Promise<void> {
  const socket = await connectClient(server.url, { path: `/rooms/${room}/socket.io/`, auth: { name } });
  await sendAll(socket, texts);
  socket.disconnect();
}

/** Sends `texts`, in their order, over a socket that is in a room. Rejects where one of them is refused. */
export async function sendAll(socket: Socket, texts: readonly string[]): Promise<void> {
  for (let at = 0; at < texts.length; at += AT_A_TIME) {
    const answers = await Promise.all(
      texts
        .slice(at, at + AT_A_TIME)
        .map((text) =>
          socket.timeout(60_000).emitWithAck("message:send", { nonce: crypto.randomUUID(), text }),
        ),
    );
    const refused = answers.find((answer) => answer.ok !== true);
    if (refused !== undefined) throw new Error(`a message was refused: ${JSON.stringify(refused)}`);
  }
}
