/** What a room tells the operations object of itself, and in which order. */
import { expect, it } from "vitest";
import { RoomRegistration } from "../../../src/room/operator/room-registration.ts";

/** A room, and a registry whose calls are answered one by one. */
function fixture() {
  const settings: { current: { owner?: string; closed?: true } } = { current: { owner: "ada" } };
  const roomDeletion = { isScheduled: false };
  const calls: string[] = [];
  const pending: PromiseWithResolvers<void>[] = [];
  const errors: unknown[] = [];
  const call = (kind: string) => (name: string) => {
    const answer = Promise.withResolvers<void>();
    calls.push(`${kind} ${name}`);
    pending.push(answer);
    return answer.promise;
  };
  const registration = new RoomRegistration({
    name: "lab",
    settings: settings as never,
    roomDeletion,
    registry: () => ({ registerRoom: call("add"), unregisterRoom: call("remove") }),
    onError: (error) => errors.push(error),
  });
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
  /** Answers the call that has waited longest. */
  const answer = async (error?: Error): Promise<void> => {
    if (error === undefined) pending.shift()?.resolve();
    else pending.shift()?.reject(error);
    await turn();
  };
  return { registration, settings, roomDeletion, calls, errors, answer, turn };
}

it("a room that was created is registered once, and again after an error", async () => {
  const { registration, settings, calls, errors, answer, turn } = fixture();
  settings.current = {};
  registration.add();
  await turn();
  expect(calls).toEqual([]);
  settings.current = { owner: "ada" };
  registration.add();
  registration.add();
  await turn();
  expect(calls).toEqual(["add lab"]);
  await answer(new Error("down"));
  expect(errors).toHaveLength(1);
  registration.add();
  registration.add();
  await turn();
  expect(calls).toEqual(["add lab", "add lab"]);
});

it("a room that is deleted while it registers is removed after that, and its next life is added after the removal", async () => {
  const { registration, calls, answer, turn } = fixture();
  registration.add();
  const removed = registration.remove();
  await turn();
  // Two calls on their way may arrive in any order.
  expect(calls).toEqual(["add lab"]);
  await answer();
  expect(calls).toEqual(["add lab", "remove lab"]);
  registration.add();
  await turn();
  expect(calls).toEqual(["add lab", "remove lab"]);
  await answer();
  await removed;
  expect(calls).toEqual(["add lab", "remove lab", "add lab"]);
});

it("a room whose deletion has begun is not registered any more", async () => {
  const { registration, roomDeletion, calls, answer, turn } = fixture();
  roomDeletion.isScheduled = true;
  registration.add();
  const updated = registration.update();
  await turn();
  expect(calls).toEqual(["remove lab"]);
  await answer();
  await updated;
});

it("an operator who looks at a name has it in the list if there is a room or it is closed, and not otherwise", async () => {
  const { registration, settings, calls, answer, turn } = fixture();
  const update = async (current: { owner?: string; closed?: true }) => {
    settings.current = current;
    const updated = registration.update();
    await turn();
    await answer();
    await updated;
    return calls.splice(0);
  };
  expect(await update({ closed: true })).toEqual(["add lab"]);
  expect(await update({})).toEqual(["remove lab"]);
  expect(await update({ owner: "ada" })).toEqual(["add lab"]);
  expect(await update({ owner: "ada" })).toEqual([]);
});
