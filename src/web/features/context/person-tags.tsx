/** The tags after a name: what tells look-alike names apart, and whether it is the owner or a bot. */
import { isBot } from "../../../shared/contract/bots.ts";
import { words } from "../../i18n/room/index.ts";
import { useRoom } from "./room-context.ts";

export function PersonTags({ id }: { id: string }) {
  const { people, settings } = useRoom().room;
  const { people: labels } = words();
  const tag = people.tags.value.get(id);
  const mark = isBot(id) ? labels.bot : settings.current.value?.owner === id ? labels.owner : undefined;
  return (
    <>
      {tag === undefined ? null : <span class="name-tag">{tag}</span>}
      {mark === undefined ? null : <span class="person-mark">{mark}</span>}
    </>
  );
}
