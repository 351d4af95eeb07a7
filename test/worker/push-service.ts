/** A push service inside the tests: it gets what the worker sends by `fetch`, and answers as the test says. */
import { onTestFinished, vi } from "vitest";
import type { PushNotice, PushSubscriptionPayload } from "../../src/shared/push.ts";
import { PushDevice, type PushRequest } from "../support/push-device.ts";
import { bearer, send } from "./app.ts";
import type { SocketClient } from "./socket-client.ts";

/** A host that the server knows. */
const HOST = "updates.push.services.mozilla.com";

export class PushService {
  /** Everything that was sent, to any device. */
  readonly requests: (PushRequest & { init: RequestInit })[] = [];
  /** How it answers. */
  answer: (request: PushRequest) => Response | Promise<Response> = () => new Response(null, { status: 201 });
  #devices = 0;

  /** Replaces `fetch` for this service until the test ends. */
  constructor(private readonly name: string) {
    const real = globalThis.fetch;
    const spy = vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init = {}) => {
      const endpoint = input instanceof Request ? input.url : String(input);
      if (!endpoint.startsWith(`https://${HOST}/${this.name}/`)) return real(input, init);
      const headers = Object.fromEntries(new Headers(init.headers));
      const body = new Uint8Array(await new Response(init.body).arrayBuffer());
      const request = { endpoint, headers, body };
      this.requests.push({ ...request, init });
      return this.answer(request);
    });
    onTestFinished(() => void spy.mockRestore());
  }

  device(): PushDevice {
    this.#devices++;
    return new PushDevice(`https://${HOST}/${this.name}/${this.#devices}`);
  }

  requestsTo(device: PushDevice): PushRequest[] {
    return this.requests.filter(({ endpoint }) => endpoint === device.endpoint);
  }

  /** The notices that a device got. */
  noticesOf(device: PushDevice): PushNotice[] {
    return this.requestsTo(device).map((request) => device.decrypt(request));
  }
}

/** Subscribes a device of a person to a room. Returns the status. */
export async function subscribe(
  room: string,
  client: SocketClient,
  device: PushDevice,
  choice: Partial<PushSubscriptionPayload> = {},
): Promise<number> {
  return (await putSubscription(room, bearer(client), device.subscription(choice))).status;
}

export const putSubscription = (room: string, headers: Record<string, string>, payload: unknown) =>
  send(`/api/rooms/${room}/push`, {
    method: "PUT",
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(payload),
  });

export const deleteSubscription = (room: string, client: SocketClient, endpoint: string) =>
  send(`/api/rooms/${room}/push`, {
    method: "DELETE",
    headers: { "Content-Type": "application/json", ...bearer(client) },
    body: JSON.stringify({ endpoint }),
  });
