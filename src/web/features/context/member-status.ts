/** Whether a member is here: from the member list, or from the room if it has too many members to list. */
import { untracked, useSignal, useSignalEffect } from "@preact/signals";
import type { Member } from "../../../shared/contract/message.ts";
import type { RoomClient } from "../../core/room-client.ts";
import { failureText } from "../../i18n/failure-text.ts";

export type MemberStatus =
  | { kind: "online" | "away"; name: string }
  | { kind: "offline" | "checking" }
  | { kind: "unknown"; reason: string };

export function useMemberStatus(room: RoomClient, id: string): { status: MemberStatus; retry(): void } {
  const status = useSignal<MemberStatus>({ kind: "checking" });
  const tries = useSignal(0);
  useSignalEffect(() => {
    tries.value;
    const { memberList } = room;
    // Nothing is known before the first welcome.
    if (memberList.you.value === undefined) return;
    if (memberList.isComplete.value) {
      status.value = statusOf(memberList.member(id));
      return;
    }
    let isCurrent = true;
    status.value = { kind: "checking" };
    const request = untracked(() => room.request("members:get", { ids: [id] }));
    void request.then((answer) => {
      if (!isCurrent) return;
      status.value = answer.ok
        ? statusOf(answer.members[0])
        : { kind: "unknown", reason: failureText(answer.error) };
    });
    return () => {
      isCurrent = false;
    };
  });
  return { status: status.value, retry: () => void tries.value++ };
}

function statusOf(member: Member | undefined): MemberStatus {
  if (member === undefined) return { kind: "offline" };
  return { kind: member.idle ? "away" : "online", name: member.name };
}
