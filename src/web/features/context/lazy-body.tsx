/** The content of a panel, in a chunk of its own: the first message does not wait for it. */
import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { withTimeout } from "../../core/lazy-module.ts";
import { words } from "../../i18n/room/index.ts";
import { useRoom } from "./room-context.ts";

interface LazyBodyProps {
  /** Resolves to the same component each time. */
  load(): Promise<ComponentType>;
  /** Whether it is also shown if the room did not open. */
  always?: boolean;
}

export function LazyBody({ load, always = false }: LazyBodyProps) {
  const { room, hasList } = useRoom();
  const loaded = useSignal<ComponentType | "failed" | undefined>(undefined);
  const { kind } = room.connection.state.value;
  const wanted = hasList.value && (room.opened.value || (always && kind !== "connecting" && kind !== "live"));
  const start = () => {
    loaded.value = undefined;
    withTimeout(load()).then(
      (Body) => {
        loaded.value = Body;
      },
      () => {
        loaded.value = "failed";
      },
    );
  };
  useEffect(() => {
    if (wanted) start();
  }, [wanted]);
  const Body = loaded.value;
  if (Body === undefined) return null;
  if (Body !== "failed") return <Body />;
  return (
    <p class="panel-note" role="alert">
      {words().notLoaded}{" "}
      <button type="button" class="link-button" onClick={start}>
        {words().tryAgain}
      </button>
    </p>
  );
}
