/** The page's connection on networks that become silent, with a manual clock. */
import { Emitter } from "@socket.io/component-emitter";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Connection } from "../../../src/web/core/connection/connection.ts";
import { PING_INTERVAL, PROBE_TIMEOUT } from "../../../src/web/core/connection/page-heartbeat.ts";
import type { RoomSocket, Transports } from "../../../src/web/core/connection/room-socket.ts";
import { ManualClock } from "../../support/manual-clock.ts";
import { PageEvents } from "../../support/page-events.ts";

type Heard = Record<string, () => void>;

const transports = { websocket: "websocket", polling: "polling" } as unknown as Transports;

class FakeEngine extends Emitter<Heard, Heard> {
  readonly transport: { name: string; writable: boolean; send(): void };
  pings = 0;

  constructor(name: string) {
    super();
    this.transport = {
      name,
      writable: true,
      send: () => {
        this.pings += 1;
      },
    };
  }

  close(): void {
    this.emit("close");
  }
}

/** A socket on a simulated network. */
class FakeSocket extends Emitter<Heard, Heard> {
  readonly tried: string[] = [];
  connected = false;
  /** A manager that opens, or is open, ignores `connect`. */
  #isActive = false;
  readonly io: Emitter<Heard, Heard> & { engine: FakeEngine; opts: { transports: string[] } };

  constructor() {
    super();
    this.io = Object.assign(new Emitter<Heard, Heard>(), {
      engine: new FakeEngine("websocket"),
      opts: { transports: ["websocket", "polling"] },
    });
  }

  connect(): void {
    if (this.#isActive) return;
    this.#isActive = true;
    const [name = "none"] = this.io.opts.transports;
    this.tried.push(name);
    const engine = new FakeEngine(name);
    this.io.engine = engine;
    engine.on("close", () => {
      this.#isActive = false;
      this.io.emit("close");
      if (!this.connected) return;
      this.connected = false;
      this.emit("disconnect");
    });
  }

  disconnect(): void {
    this.io.engine.close();
  }

  /** The handshake succeeds. */
  open(): void {
    this.io.emit("open");
    this.connected = true;
  }
}

let page: PageEvents;
beforeEach(() => {
  page = new PageEvents();
});
afterEach(() => void vi.unstubAllGlobals());

function begin() {
  const clock = new ManualClock();
  const socket = new FakeSocket();
  const connection = new Connection(socket as unknown as RoomSocket, clock, () => false, transports);
  connection.connect();
  /** Advances the clock until the connection is in another state; fails after ten minutes. */
  const untilNot = (kind: string) => {
    for (let second = 0; connection.state.value.kind === kind; second += 1) {
      if (second === 600) throw new Error(`still ${kind}`);
      clock.advance(1_000);
    }
    return connection.state.value;
  };
  const live = () => {
    socket.open();
    connection.welcomed();
  };
  return { clock, socket, connection, untilNot, live };
}

test("a transport that never answers times out, is reported as silent, and is replaced by the other one", () => {
  const { socket, untilNot } = begin();
  for (let attempt = 0; attempt < 6; attempt += 1) {
    expect(untilNot("connecting")).toMatchObject({ kind: "waiting", silent: true });
    untilNot("waiting");
  }
  expect(socket.tried).toEqual([
    ...["websocket", "polling", "websocket", "polling", "websocket", "polling"],
    "websocket",
  ]);
});

test("a handshake without a response times out, is reported as silent, and is retried over the other transport", () => {
  const { socket, connection, untilNot, live } = begin();
  socket.open();
  expect(untilNot("connecting")).toMatchObject({ kind: "waiting", silent: true });
  expect(untilNot("waiting").kind).toBe("connecting");
  expect(socket.tried).toEqual(["websocket", "polling"]);
  live();
  expect(connection.state.value).toEqual({ kind: "live", transport: "polling" });
  // The transport has answered before: it is not reported as silent.
  socket.io.engine.close();
  expect(connection.state.value).toMatchObject({ kind: "waiting" });
  expect(connection.state.value).not.toHaveProperty("silent");
});

test.each([
  ["without an answer", () => undefined],
  ["without a welcome", (socket: FakeSocket) => socket.open()],
])("Try now replaces an attempt that hangs %s", (_, hang) => {
  const { clock, socket, connection, untilNot, live } = begin();
  untilNot("connecting");
  untilNot("waiting");
  hang(socket);
  const hanging = socket.io.engine;
  clock.advance(5_000);
  connection.connect();
  expect(socket.io.engine).not.toBe(hanging);
  expect(connection.state.value).toEqual({ kind: "connecting" });
  live();
  expect(connection.live).toBe(true);
  clock.advance(60_000);
  expect(socket.tried).toHaveLength(3);
});

test("a connection that becomes silent is detected by the heartbeat and replaced", () => {
  const { clock, socket, connection, untilNot, live } = begin();
  live();
  clock.advance(PING_INTERVAL * 3);
  expect(connection.state.value.kind).toBe("waiting");
  expect(untilNot("waiting").kind).toBe("connecting");
  expect(socket.tried).toHaveLength(2);
});

test("lost acknowledgements: the first probes the connection, a second one closes it", () => {
  const { clock, socket, connection, live } = begin();
  live();
  connection.unanswered();
  expect(socket.io.engine.pings).toBe(1);
  socket.io.engine.emit("packet");
  clock.advance(PROBE_TIMEOUT);
  expect(connection.live).toBe(true);
  connection.unanswered();
  expect(connection.state.value.kind).toBe("waiting");

  // Lost acknowledgements of an earlier connection do not count.
  clock.advance(60_000);
  live();
  connection.unanswered();
  socket.io.engine.emit("packet");
  clock.advance(PROBE_TIMEOUT);
  expect(connection.live).toBe(true);
});

test("a lost acknowledgement on a dead connection closes it within the time of a probe", () => {
  const { clock, connection, live } = begin();
  live();
  connection.unanswered();
  clock.advance(PROBE_TIMEOUT);
  expect(connection.state.value.kind).toBe("waiting");
});

test("a connection that closes without an error while it opens is retried", () => {
  const { socket, connection, untilNot } = begin();
  socket.io.engine.close();
  expect(connection.state.value.kind).toBe("waiting");
  expect(untilNot("waiting").kind).toBe("connecting");
  expect(socket.tried).toHaveLength(2);
});

test("a browser that reports being offline is retried after a while", () => {
  const { socket, connection, untilNot, live } = begin();
  live();
  page.navigator.onLine = false;
  page.window.dispatchEvent(new Event("offline"));
  expect(connection.state.value).toEqual({ kind: "offline" });
  expect(untilNot("offline").kind).toBe("connecting");
  expect(socket.tried).toHaveLength(2);
});

test("a connection that was closed for good is not live, so nothing is sent by it", () => {
  const { clock, socket, connection, live } = begin();
  live();
  expect(connection.live).toBe(true);
  connection.close();
  expect(connection.live).toBe(false);
  connection.connect();
  clock.advance(600_000);
  expect(socket.tried).toHaveLength(1);
});
