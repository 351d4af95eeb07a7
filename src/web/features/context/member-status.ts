/** Whether somebody is here: as the room lists everybody, or, where they are too many, as it answers for this one. */
import { untracked, useSignal, useSignalEffect } from "@preact/signals";
import type { Member } from "../../../shared/contract/message.ts";
import type { RoomClient } from "../../core/room-client.ts";
import { reasonOf } from "../../i18n/failure-text.ts";

export type MemberStatus =
  | { kind: "online" | "away"; name: string }
  | { kind: "offline" | "checking" }
  | { kind: "unknown"; reason: string };

export function useMemberStatus(room: RoomClient, id: string): { at: MemberStatus; again(): void } {
  const at = useSignal<MemberStatus>({ kind: "checking" });
  const tries = useSignal(0);
  useSignalEffect(() => {
    tries.value;
    const { memberList } = room;
    // Before the first welcome nobody knows.
    if (memberList.you.value === undefined) return;
    if (memberList.listed.value) {
      at.value = of(memberList.member(id));
      return;
    }
    let wanted = true;
    at.value = { kind: "checking" };
    const asked = untracked(() => room.request("members:get", { ids: [id] }));
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

function of(member: Member | undefined): MemberStatus {
  if (member === undefined) return { kind: "offline" };
  return { kind: member.idle ? "away" : "online", name: member.name };
}
