/** The flooding network: its own process, with all sockets of a storm on sendOne address. */
import type { Ack } from "../../src/shared/contract/errors.ts";
import { roomPath, socketPath } from "../../src/shared/room-name.ts";
import { serve } from "../remote.ts";
import { StormClient } from "./client.ts";
import { type Storm, storms } from "./storms.ts";

export interface Flood {
  port: number;
  room: string;
  storm: string;
  /** How many pending requests each socket has; 0: it sends without waiting for answers. */
  outstanding: number;
}

const ADDRESS = "203.0.113.66";

/** How soon a disconnected socket reconnects, in milliseconds: like a stock client. */
const RECONNECT_DELAY = 1_000;

/** How many requests a socket that waits for no answer sends every 20 milliseconds. */
const BATCH = 20;

const counts: Record<string, number> = {};

function count(what: string): void {
  counts[what] = (counts[what] ?? 0) + 1;
}

const countAnswer = (answer: Ack): void => count(answer.ok ? "ok" : answer.error.code);

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

let stopped = false;

const methods = {
  async start(flood: Flood): Promise<void> {
    const storm = storms[flood.storm];
    if (storm === undefined) throw new Error(`no such storm: ${flood.storm}`);
    const clients = Array.from({ length: storm.sockets }, () => runClient(flood, storm));
    await Promise.race([Promise.all(clients.map(({ started }) => started)), sleep(30_000)]);
  },

  /** @returns the number of answers by result */
  stop(): Record<string, number> {
    stopped = true;
    return counts;
  },
};

export type FloodApi = typeof methods;

serve(methods);

function runClient(flood: Flood, storm: Storm): { started: Promise<void> } {
  let onStarted: () => void = () => {};
  const started = new Promise<void>((resolve) => {
    onStarted = resolve;
  });
  void (async () => {
    if (storm.http !== undefined) {
      onStarted();
      return floodHttp(flood, storm.http);
    }
    if (storm.packet !== undefined) {
      onStarted();
      return floodPolling(flood, storm.packet);
    }
    for (let sent = 0; !stopped; ) {
      const closed = Promise.withResolvers<void>();
      const { port, room } = flood;
      const client = new StormClient({ port, room, address: ADDRESS, onClose: closed.resolve });
      try {
        await client.ready;
        onStarted();
        count("admitted");
        if (storm.reconnects) {
          client.close();
          continue;
        }
        sent = await floodSocket(client, flood, storm, closed.promise, sent);
      } catch {
        count("not admitted");
      }
      client.close();
      await sleep(RECONNECT_DELAY);
    }
  })();
  return { started };
}

async function floodSocket(
  client: StormClient,
  { outstanding }: Flood,
  { event, frame }: Storm,
  closed: Promise<void>,
  before: number,
): Promise<number> {
  let sent = before;
  const sendOne = (answered: (answer: Ack) => void): void => {
    if (!client.isOpen) return;
    if (event !== undefined) client.request(...event(sent++), answered);
    else client.sendFrame(frame?.(sent++) ?? "3");
  };
  if (outstanding > 0 && event !== undefined) {
    const sendNext = (answer: Ack): void => {
      countAnswer(answer);
      if (!stopped) sendOne(sendNext);
    };
    for (let i = 0; i < outstanding; i++) sendOne(sendNext);
    await closed;
    count("disconnected");
    return sent;
  }
  let isClosed = false;
  void closed.then(() => {
    isClosed = true;
  });
  while (!stopped && !isClosed) {
    for (let i = 0; i < BATCH; i++) sendOne(countAnswer);
    await sleep(20);
  }
  count("disconnected");
  return sent;
}

async function floodHttp({ port, room }: Flood, http: NonNullable<Storm["http"]>): Promise<void> {
  const session = await fetch(`http://127.0.0.1:${port}${roomPath(room)}`, {
    headers: { "CF-Connecting-IP": ADDRESS },
  });
  const cookie = session.headers.get("set-cookie")?.split(";")[0] ?? "";
  for (let sent = 0; !stopped; sent++) {
    const { method, path, body } = http(sent);
    const response = await fetch(`http://127.0.0.1:${port}/api${roomPath(room)}/${path}`, {
      method,
      headers: {
        "CF-Connecting-IP": ADDRESS,
        Cookie: cookie,
        ...(body !== undefined && { "Content-Type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    await response.arrayBuffer();
    count(String(response.status));
  }
}

/** Polling sessions, sendOne after the other: each sends a packet, then polls, and so on. */
async function floodPolling({ port, room }: Flood, packet: NonNullable<Storm["packet"]>): Promise<void> {
  const engine = `http://127.0.0.1:${port}${socketPath(room)}?EIO=4&transport=polling`;
  const request = async (url: string, body?: string): Promise<string> => {
    const response = await fetch(url, {
      headers: { "CF-Connecting-IP": ADDRESS },
      ...(body !== undefined && { method: "POST", body }),
    });
    count(`${body === undefined ? "GET" : "POST"} ${response.status}`);
    const text = await response.text();
    if (!response.ok) throw new Error(text);
    return text;
  };
  for (let sent = 0; !stopped; ) {
    try {
      const { sid } = JSON.parse((await request(engine)).slice(1)) as { sid: string };
      const session = `${engine}&sid=${sid}`;
      await request(session, "40{}");
      while (!stopped) {
        await request(session);
        await request(session, packet(sent++));
      }
    } catch {
      await sleep(RECONNECT_DELAY);
    }
  }
}
