/** Whether somebody is here: as the room lists everybody, or, where they are too many, as it answers for this one. */
import { untracked, useSignal, useSignalEffect } from "@preact/signals";
import type { Member } from "../../protocol/message.ts";
import type { RoomClient } from "../room/room-client.ts";
import { reasonOf } from "../text/reasons.ts";

export type Whereabouts =
  | { kind: "here" | "away"; name: string }
  | { kind: "gone" | "asking" }
  | { kind: "unknown"; reason: string };

export function useWhereabouts(room: RoomClient, id: string): { at: Whereabouts; again(): void } {
  const at = useSignal<Whereabouts>({ kind: "asking" });
  const tries = useSignal(0);
  useSignalEffect(() => {
    tries.value;
    const { roster } = room;
    // Before the first welcome nobody knows.
    if (roster.you.value === undefined) return;
    if (roster.listed.value) {
      at.value = of(roster.member(id));
      return;
    }
    let wanted = true;
    at.value = { kind: "asking" };
    const asked = untracked(() => room.ask("members:get", { ids: [id] }));
    void asked.then((answer) => {
      if (!wanted) return;
      at.value = answer.ok ? of(answer.members[0]) : { kind: "unknown", reason: reasonOf(answer.error) };
    });
    return () => {
      wanted = false;
    };
  });
  return { at: at.value, again: () => void tries.value++ };
}

function of(member: Member | undefined): Whereabouts {
  if (member === undefined) return { kind: "gone" };
  return { kind: member.idle ? "away" : "here", name: member.name };
}
