/** A push service over HTTPS, in the process of the test. A server that is to use it needs `vars` and `environment` of it. */
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:https";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { PushNotice } from "../../src/shared/push.ts";
import { repository } from "./build.ts";
import { freePort } from "./free-port.ts";
import { PushDevice, type PushRequest } from "./push-device.ts";

const FILES = join(repository, "test/support/fixtures/push-service");

/** For `localhost`, valid until 2126. */
const CERTIFICATE = join(FILES, "certificate.pem");

/** Of a push service (RFC 8030, 5): with 429 and 503 a service may say when to ask again. */
interface Answer {
  status: number;
  headers?: Record<string, string>;
}

export class PushServer {
  readonly requests: PushRequest[] = [];
  /** How it answers; undefined never does. */
  answer: (request: PushRequest) => Answer | undefined = () => ({ status: 201 });
  #devices = 0;

  private constructor(
    private readonly server: Server,
    private readonly port: number,
  ) {}

  /** Starts a push service, which ends with the test. */
  static async start(): Promise<PushServer> {
    const [key, cert] = await Promise.all([readFile(join(FILES, "key.pem")), readFile(CERTIFICATE)]);
    const port = await freePort();
    const server = createServer({ key, cert });
    const service = new PushServer(server, port);
    server.on("request", async (incoming, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
      const request: PushRequest = {
        endpoint: `${service.origin}${incoming.url}`,
        headers: incoming.headers as Record<string, string>,
        body: Buffer.concat(chunks),
      };
      service.requests.push(request);
      const answer = service.answer(request);
      if (answer !== undefined) response.writeHead(answer.status, answer.headers).end();
    });
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    onTestFinished(() => service.stop());
    return service;
  }

  get origin(): string {
    return `https://localhost:${this.port}`;
  }

  /** For a server whose operator allows this push service. */
  get vars(): Record<string, string> {
    return { PUSH_SERVICES: this.origin, LIMIT_PUSH_DELAY_MS: "1", LIMIT_PUSH_INTERVAL_MS: "1" };
  }

  /** For a server that is to trust its certificate. */
  readonly environment = { NODE_EXTRA_CA_CERTS: CERTIFICATE };

  device(): PushDevice {
    this.#devices++;
    return new PushDevice(`${this.origin}/device/${this.#devices}`);
  }

  /** The notices that a device got. */
  noticesOf(device: PushDevice): PushNotice[] {
    return this.requests
      .filter(({ endpoint }) => endpoint === device.endpoint)
      .map((request) => device.decrypt(request));
  }

  private stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}
