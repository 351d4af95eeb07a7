/** A client of a room over HTTP long-polling, inside workerd. */
import type { Ack, Auth } from "../../src/shared/contract/index.ts";
import { socketPath } from "../../src/shared/room-name.ts";
import { send } from "./app.ts";

/** Separates packets of one answer. */
const SEPARATOR = "\u001e";

/** How many polls may bring nothing that is waited for. */
const MAX_POLLS = 50;

export class PollingClient {
  readonly #packets: string[] = [];
  #nextAck = 0;

  private constructor(
    private readonly path: string,
    private readonly headers: Record<string, string>,
  ) {}

  /** Joins a room. */
  static async join(
    room: string,
    auth: Auth = {},
    headers: Record<string, string> = {},
  ): Promise<PollingClient> {
    const path = `${socketPath(room)}?EIO=4&transport=polling`;
    const opened = await (await send(path, { headers })).text();
    const { sid } = JSON.parse(opened.slice(1)) as { sid: string };
    const client = new PollingClient(`${path}&sid=${sid}`, headers);
    await client.#write(`40${JSON.stringify(auth)}`);
    await client.#packet((packet) => packet.startsWith('42["welcome"'));
    return client;
  }

  /** Sends an event and waits for its acknowledgement. */
  async request(event: string, payload: object): Promise<Ack<Record<string, unknown>>> {
    const id = this.#nextAck++;
    await this.#write(`42${id}${JSON.stringify([event, payload])}`);
    const head = `43${id}`;
    const packet = await this.#packet((one) => one.startsWith(`${head}[`));
    const [answer] = JSON.parse(packet.slice(head.length)) as [Ack<Record<string, unknown>>];
    return answer;
  }

  async leave(): Promise<void> {
    await this.#write("41");
  }

  async #write(body: string): Promise<void> {
    await send(this.path, { method: "POST", headers: this.headers, body });
  }

  async #packet(matches: (packet: string) => boolean): Promise<string> {
    for (let polls = 0; polls < MAX_POLLS; polls++) {
      const found = this.#packets.find(matches);
      if (found !== undefined) return found;
      const answer = await (await send(this.path, { headers: this.headers })).text();
      this.#packets.push(...answer.split(SEPARATOR));
    }
    throw new Error("the room did not send it");
  }
}
