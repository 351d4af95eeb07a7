/** Sessions that move between the nodes of a cluster: what crashes, or comes late, between the steps of a move. */
import { afterEach, expect, test } from "vitest";
import type { OpenedCluster } from "../support/fixtures/open-cluster.ts";
import type { OpenedServer } from "../support/fixtures/open-server.ts";
import {
  clientOn,
  emit,
  emitTo,
  openRecoverable,
  type ReturningClient,
  untilEmpty,
} from "../support/fixtures/recoverable-cluster.ts";
import { clusterCallHooks } from "../support/fixtures/test-server.ts";

afterEach(() => clusterCallHooks.clear());

/** Ends an object at once, whatever it is doing, as a crash does. */
async function abort(object: OpenedServer): Promise<void> {
  await object.inside((_, state) => state.abort("a crash")).catch(() => {});
}

/**
 * Waits for a condition, for a minute at most. A promise that one object resolves must not be awaited in another, so
 * conditions are polled.
 */
async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error("A held call was not reached or released within a minute");
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** The first call of a kind to an object, which waits before or after it is handled. */
function holdCall(object: OpenedServer, kind: string, moment: "before" | "after") {
  const id = object.stub.id.toString();
  let [isReached, isReleased] = [false, false];
  clusterCallHooks.set(id, async (call, handle, state) => {
    if (call.kind !== kind) return handle();
    clusterCallHooks.delete(id);
    const answer = moment === "after" ? await handle() : undefined;
    await state.storage.sync();
    isReached = true;
    await until(() => isReleased);
    return moment === "after" ? answer : handle();
  });
  return {
    reached: () => until(() => isReached),
    release: () => {
      isReleased = true;
    },
  };
}

/** Objects by what they do in a move. */
interface Roles {
  owner: OpenedServer;
  /** The node on which the session began. */
  home: OpenedServer;
  /** The node that has it. */
  holder: OpenedServer;
  /** The node that takes it. */
  taker: OpenedServer;
  other: OpenedServer;
}

/** A cluster, and a client that has left the node `holder`, where it has missed a text of its own and one for all. */
async function absentClient(
  isHome: boolean,
): Promise<{ cluster: OpenedCluster; roles: Roles; client: ReturningClient }> {
  const cluster = openRecoverable({ nodes: 4 });
  const [home, second, taker, other] = cluster.nodes as [
    OpenedServer,
    OpenedServer,
    OpenedServer,
    OpenedServer,
  ];
  const holder = isHome ? home : second;
  const client = await clientOn(home);
  await client.ask("join", "room");
  if (!isHome) expect(await client.connect(holder)).toBe(true);
  await emit(cluster.owner, "1");
  await client.untilEvent("1");
  await emitTo(holder, client.sid, "2");
  client.disconnect();
  await untilEmpty(holder);
  await emit(cluster.owner, "3");
  return { cluster, roles: { owner: cluster.owner, home, holder, taker, other }, client };
}

/** Checks that a client which has returned has its session, on one node only, and has missed nothing. */
async function expectRecovered(
  client: ReturningClient,
  { cluster }: { cluster: OpenedCluster },
): Promise<void> {
  expect((await client.ask("who")).slice(0, 3)).toEqual([client.sid, true, ["room"]]);
  await emit(cluster.owner, "4");
  await client.untilEvent("4");
  expect(client.texts).toEqual(["1", "2", "3", "4"]);
  const users = await Promise.all(
    cluster.nodes.map(({ inside }) => inside(({ io }) => io.of("/").adapter.sids.has(client.sid))),
  );
  expect(users.filter((isUser) => isUser).length).toBe(1);
}

const STEPS = [
  { step: "takeSession", at: "owner" },
  { step: "giveSession", at: "holder" },
  { step: "sessionTaken", at: "owner" },
  { step: "recordMove", at: "home" },
  { step: "forgetSession", at: "holder" },
] as const;

const CRASHES = [true, false].flatMap((isHome) =>
  // The node on which a session began deletes it when it records the move.
  STEPS.filter(({ step }) => !isHome || step !== "forgetSession").flatMap(({ step, at }) =>
    (["before", "after"] as const).flatMap((moment) =>
      [[at], ["taker"], ["owner", "home", "holder", "taker"]].map((crashing) => ({
        ...{ step, at, moment, isHome, crashing: [...new Set(crashing)] as Array<keyof Roles> },
        crashed: [...new Set(crashing)].join(" and "),
        holder: isHome ? "its first node" : "another node",
      })),
    ),
  ),
);

/** Where a client returns. Each case tries one, so that all are tried after crashes at all steps. */
const PLACES = ["taker", "holder", "home", "other"] as const;

test.each(CRASHES.map((crash, index) => ({ ...crash, to: PLACES[index % PLACES.length] ?? "taker" })))(
  "a session on $holder is recovered on the $to if $crashed crash $moment $step",
  async ({ step, at, moment, isHome, crashing, to }) => {
    const absent = await absentClient(isHome);
    const { client, roles } = absent;
    const held = holdCall(roles[at], step, moment);
    const attempt = client.connect(roles.taker).then(
      (isRecovered) => (isRecovered ? "recovered" : "lost"),
      () => "disconnected",
    );
    await held.reached();
    await Promise.all(crashing.map((name) => abort(roles[name])));
    held.release();
    expect(await attempt).not.toBe("lost");
    expect(await client.connect(roles[to])).toBe(true);
    await expectRecovered(client, absent);
  },
);

test.each([
  { step: "takeSession", moment: "after" },
  { step: "sessionTaken", moment: "before" },
  { step: "sessionTaken", moment: "after" },
  { step: "recordMove", moment: "before" },
  { step: "recordMove", moment: "after" },
] as const)(
  "a node that is slow $moment $step does not get a session that another node has taken since",
  async ({ step, moment }) => {
    for (const to of ["holder", "other"] as const) {
      const absent = await absentClient(true);
      const { client, roles } = absent;
      const held = holdCall(roles[step === "recordMove" ? "home" : "owner"], step, moment);
      const answered = client
        .another()
        .connect(roles.taker)
        .catch(() => false);
      await held.reached();
      expect(await client.connect(roles[to]), to).toBe(true);
      held.release();
      await answered;
      await expectRecovered(client, absent);
      expect(client.isClosed).toBe(false);
    }
  },
);

test.each(["taker", "holder"] as const)(
  "a client whose connection to the %s breaks while its session moves gets its session on any node",
  async (first) => {
    for (const to of ["taker", "holder", "other"] as const) {
      const absent = await absentClient(false);
      const { client, roles } = absent;
      const held = holdCall(roles.owner, first === "taker" ? "sessionTaken" : "readLog", "before");
      const answered = client.connect(roles[first]).catch(() => false);
      await held.reached();
      client.disconnect();
      await untilEmpty(roles[first]);
      held.release();
      await answered;
      expect(await client.connect(roles[to]), to).toBe(true);
      await expectRecovered(client, absent);
    }
  },
);
