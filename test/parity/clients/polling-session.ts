import type { Harness, RawResponse } from "../harness.ts";

/** A polling session without a client library. */
export class PollingSession {
  constructor(
    private readonly harness: Harness,
    readonly client: string,
    readonly sid: string,
  ) {}

  static async open(harness: Harness, client: string): Promise<PollingSession> {
    return new PollingSession(harness, client, await harness.handshake(client));
  }

  /** Opens a session that has joined the main namespace, and has got its welcome. */
  static async join(harness: Harness, client: string, auth: object = {}): Promise<PollingSession> {
    const session = await PollingSession.open(harness, client);
    await session.post(`40${JSON.stringify({ name: client, ...auth })}`);
    await session.pollFor("welcome");
    return session;
  }

  query(transport = "polling"): string {
    return `?EIO=4&transport=${transport}&sid=${this.sid}`;
  }

  poll(): Promise<RawResponse> {
    return this.harness.http(this.client, this.query());
  }

  /** Polls until `text` comes. */
  async pollFor(text: string): Promise<void> {
    for (let body = ""; !body.includes(text); ) {
      const response = await this.poll();
      if (response.status !== 200) throw new Error(`${this.client} was rejected: ${response.body}`);
      body = response.body;
    }
  }

  /** A poll that is pending during other requests. It has a transcript of its own. */
  pollMeanwhile(): Promise<RawResponse> {
    return this.harness.http(`${this.client}'s poll`, this.query());
  }

  post(body: string | Uint8Array, headers: Record<string, string> = {}): Promise<RawResponse> {
    return this.harness.http(this.client, this.query(), { method: "POST", body, headers });
  }
}
