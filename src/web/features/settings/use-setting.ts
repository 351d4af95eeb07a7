/** A setting of the room that is saved when it is chosen. */
import { useSignal } from "@preact/signals";
import type { RoomUpdate } from "../../../shared/contract/settings.ts";
import { type PendingRequest, useRequest } from "../../ui/use-request.ts";
import { useRoom } from "../context/room-context.ts";

interface Setting<Value> {
  /** What was chosen, until the room has answered; then what the room has. */
  value: Value;
  request: PendingRequest;
  choose(value: Value): Promise<void>;
}

/**
 * @param current the value that the room has
 * @param updateFor the change that saves a value
 */
export function useSetting<Value>(current: Value, updateFor: (value: Value) => RoomUpdate): Setting<Value> {
  const { room } = useRoom();
  const request = useRequest();
  const chosen = useSignal<{ value: Value } | undefined>(undefined);
  const choose = async (value: Value) => {
    const choice = { value };
    chosen.value = choice;
    const answer = await request.run(room.request("room:update", updateFor(value)));
    if (answer !== undefined) room.settings.update(answer.settings);
    // Otherwise the answer to a later choice decides.
    if (chosen.peek() === choice) chosen.value = undefined;
  };
  return { value: chosen.value === undefined ? current : chosen.value.value, request, choose };
}
