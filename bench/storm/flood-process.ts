/** The flooding network: its own process, with all sockets of a storm on one address. */
import type { Ack } from "../../src/shared/contract/errors.ts";
import { roomPath, socketPath } from "../../src/shared/room-name.ts";
import { serve } from "../remote.ts";
import { StormClient } from "./client.ts";
import { type Storm, storms } from "./storms.ts";

export interface Flood {
  port: number;
  room: string;
  storm: string;
  /** How many requests each socket has on their way at once; 0: it sends without waiting for answers. */
  outstanding: number;
}

const ADDRESS = "203.0.113.66";

/** How soon a disconnected socket reconnects, in milliseconds: as a stock client is. */
const BACK_AFTER = 1_000;

/** How many requests a socket that waits for no answer sends every 20 milliseconds. */
const BLIND_AT_ONCE = 20;

const counts: Record<string, number> = {};

function count(what: string): void {
  counts[what] = (counts[what] ?? 0) + 1;
}

const counted = (answer: Ack): void => count(answer.ok ? "ok" : answer.error.code);

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

let stopped = false;

const methods = {
  async begin(flood: Flood): Promise<void> {
    const storm = storms[flood.storm];
    if (storm === undefined) throw new Error(`no such storm: ${flood.storm}`);
    const people = Array.from({ length: storm.sockets }, () => person(flood, storm));
    await Promise.race([Promise.all(people.map(({ begun }) => begun)), sleep(30_000)]);
  },

  /** @returns the number of answers by result */
  end(): Record<string, number> {
    stopped = true;
    return counts;
  },
};

export type FloodApi = typeof methods;

serve(methods);

function person(flood: Flood, storm: Storm): { begun: Promise<void> } {
  let isBegun: () => void = () => {};
  const begun = new Promise<void>((resolve) => {
    isBegun = resolve;
  });
  void (async () => {
    if (storm.http !== undefined) {
      isBegun();
      return byHttp(flood, storm.http);
    }
    if (storm.polled !== undefined) {
      isBegun();
      return byPolling(flood, storm.polled);
    }
    for (let sent = 0; !stopped; ) {
      const closed = Promise.withResolvers<void>();
      const { port, room } = flood;
      const client = new StormClient({ port, room, address: ADDRESS, onClose: closed.resolve });
      try {
        await client.ready;
        isBegun();
        count("came in");
        if (storm.comesAndGoes) {
          client.close();
          continue;
        }
        sent = await floodBy(client, flood, storm, closed.promise, sent);
      } catch {
        count("not let in");
      }
      client.close();
      await sleep(BACK_AFTER);
    }
  })();
  return { begun };
}

async function floodBy(
  client: StormClient,
  { outstanding }: Flood,
  { next, frame }: Storm,
  closed: Promise<void>,
  before: number,
): Promise<number> {
  let sent = before;
  const one = (answered: (answer: Ack) => void): void => {
    if (!client.isOpen) return;
    if (next !== undefined) client.ask(...next(sent++), answered);
    else client.raw(frame?.(sent++) ?? "3");
  };
  if (outstanding > 0 && next !== undefined) {
    const again = (answer: Ack): void => {
      counted(answer);
      if (!stopped) one(again);
    };
    for (let i = 0; i < outstanding; i++) one(again);
    await closed;
    count("put out");
    return sent;
  }
  let isClosed = false;
  void closed.then(() => {
    isClosed = true;
  });
  while (!stopped && !isClosed) {
    for (let i = 0; i < BLIND_AT_ONCE; i++) one(counted);
    await sleep(20);
  }
  count("put out");
  return sent;
}

async function byHttp({ port, room }: Flood, http: NonNullable<Storm["http"]>): Promise<void> {
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

/** Polling sessions, one after the other: each sends a packet, then polls, and so on. */
async function byPolling({ port, room }: Flood, polled: NonNullable<Storm["polled"]>): Promise<void> {
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
        await request(session, polled(sent++));
      }
    } catch {
      await sleep(BACK_AFTER);
    }
  }
}
