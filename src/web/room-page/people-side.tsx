/** The side that tells who is here. */
import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { CloseButton } from "../look/close-button.tsx";
import { spoken } from "../words/dictionary.ts";
import { lateWords } from "../words/late/index.ts";
import { counted } from "../words/plural.ts";
import { words } from "../words/room/index.ts";
import { useRoom } from "./room-context.ts";
import { Side } from "./side.tsx";

export function PeopleSide() {
  const { room, people } = useRoom();
  const { count } = room.roster;
  return (
    <Side panel={people} label={words().people.title}>
      <div class="side-head">
        <h2 class="side-title number">
          {room.opened.value ? counted(words().people.here, count.value) : words().people.title}
        </h2>
        {people.wide.value ? null : <CloseButton close={() => people.dismiss()} title={words().closeTip} />}
      </div>
      <div class="side-body">
        <LatePeople />
      </div>
    </Side>
  );
}

/** Who they are, in a chunk of its own: the first message does not wait for it. */
function LatePeople() {
  const { room } = useRoom();
  const loaded = useSignal<ComponentType | "failed" | undefined>(undefined);
  const opened = room.opened.value;
  const load = () => {
    loaded.value = undefined;
    spoken(import("./people.tsx"), lateWords).then(
      ({ People }) => {
        loaded.value = People;
      },
      () => {
        loaded.value = "failed";
      },
    );
  };
  useEffect(() => {
    if (opened) load();
  }, [opened]);
  const People = loaded.value;
  if (People === undefined) return null;
  if (People !== "failed") return <People />;
  return (
    <p class="side-note" role="alert">
      {words().notLoaded}{" "}
      <button type="button" class="link-button" onClick={load}>
        {words().tryAgain}
      </button>
    </p>
  );
}
