/** Finds a room by its name, also one that is not public. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { RegisteredRoom } from "../../../shared/operator.ts";
import { parseRoomName } from "../../../shared/room-name.ts";
import { exactTime } from "../../core/text/times.ts";
import { operatorWords } from "../../i18n/operator/index.ts";
import { RequestError } from "../../ui/section.tsx";
import { useLoadRequest } from "../../ui/use-request.ts";
import { Field } from "./confirm-act.tsx";
import type { OperatorRequests } from "./operator-requests.ts";

interface RoomsPage {
  rooms: RegisteredRoom[];
  after?: string;
}

export const roomLink = (name: string): string => `#${new URLSearchParams({ room: name })}`;

export function RoomsTab({ requests }: { requests: OperatorRequests }) {
  const { rooms: labels, more } = operatorWords();
  const typed = useSignal("");
  const rooms = useSignal<RegisteredRoom[] | undefined>(undefined);
  const after = useSignal<string | undefined>(undefined);
  const request = useLoadRequest();
  const load = async (cursor?: string) => {
    const query = new URLSearchParams({ query: typed.peek().trim().toLowerCase() });
    if (cursor !== undefined) query.set("after", cursor);
    const page = await request.run(requests.get<RoomsPage>(`/rooms?${query}`));
    if (page === undefined) return;
    rooms.value = cursor === undefined ? page.rooms : [...(rooms.peek() ?? []), ...page.rooms];
    after.value = page.after;
  };
  useEffect(() => void load(), [typed.value]);
  const open = () => {
    const name = parseRoomName(typed.peek().trim());
    if (name.ok) location.hash = roomLink(name.name);
  };
  return (
    <>
      <search>
        <form
          class="operator-search"
          onSubmit={(event) => {
            event.preventDefault();
            open();
          }}
        >
          <Field label={labels.find} value={typed} />
          <button type="submit" class="button" disabled={!parseRoomName(typed.value.trim()).ok}>
            {labels.open}
          </button>
        </form>
      </search>
      <h2>{labels.list}</h2>
      <RequestError request={request} retry={() => void load()} />
      <ul class="operator-list">
        {rooms.value?.map(({ name, at }) => (
          <li key={name}>
            <a href={roomLink(name)}>
              <bdi>{name}</bdi>
            </a>
            <span class="operator-hint">{labels.created(exactTime(at))}</span>
          </li>
        ))}
      </ul>
      <p class="operator-hint" role="status">
        {rooms.value?.length === 0 ? labels.none : ""}
      </p>
      {after.value === undefined ? null : (
        <button type="button" class="button" onClick={() => void load(after.peek())}>
          {more}
        </button>
      )}
    </>
  );
}
