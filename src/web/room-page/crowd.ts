/** The pages of a full room's people for as long as they are looked at, kept true to the room. */
import { useSignalEffect } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { systemClock } from "../room/clock.ts";
import { MemberPages } from "../room/member-pages.ts";
import type { RoomClient } from "../room/room-client.ts";

export function useCrowd(room: RoomClient): MemberPages {
  const { roster, connection } = room;
  const crowd = useMemo(
    () =>
      new MemberPages(
        (payload) => room.ask("members:get", payload),
        systemClock,
        () => connection.live && !roster.listed.peek() && document.visibilityState === "visible",
      ),
    [room, roster, connection],
  );
  useSignalEffect(() => {
    const count = roster.count.value;
    if (roster.listed.value) crowd.forget();
    else crowd.outdated(count);
  });
  const wasLive = useRef(connection.live);
  useSignalEffect(() => {
    const live = connection.state.value.kind === "live";
    if (live && !wasLive.current) crowd.refresh();
    wasLive.current = live;
  });
  useEffect(() => {
    const look = () => crowd.wake();
    document.addEventListener("visibilitychange", look);
    return () => {
      document.removeEventListener("visibilitychange", look);
      crowd.look(undefined);
      crowd.forget();
    };
  }, [crowd]);
  return crowd;
}
