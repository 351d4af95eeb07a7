/** Loads the pages of a large room's member list while they are shown, and keeps them up to date. */
import { useSignalEffect } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { systemClock } from "../../core/clock.ts";
import { MemberPages } from "../../core/people/member-pages.ts";
import type { RoomClient } from "../../core/room-client.ts";

export function useMemberPages(room: RoomClient): MemberPages {
  const { memberList, connection } = room;
  const memberPages = useMemo(
    () =>
      new MemberPages(
        (payload) => room.request("members:get", payload),
        systemClock,
        () => connection.live && !memberList.isComplete.peek() && document.visibilityState === "visible",
      ),
    [room, memberList, connection],
  );
  useSignalEffect(() => {
    const count = memberList.count.value;
    if (memberList.isComplete.value) memberPages.clear();
    else memberPages.presenceChanged(count);
  });
  const wasLive = useRef(connection.live);
  useSignalEffect(() => {
    const live = connection.state.value.kind === "live";
    if (live && !wasLive.current) memberPages.refresh();
    wasLive.current = live;
  });
  useEffect(() => {
    const onVisibilityChange = () => memberPages.update();
    document.addEventListener("visibilitychange", onVisibilityChange);
    return () => {
      document.removeEventListener("visibilitychange", onVisibilityChange);
      memberPages.setView(undefined);
      memberPages.clear();
    };
  }, [memberPages]);
  return memberPages;
}
