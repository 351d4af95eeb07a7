/** What stands behind a name: what tells it from one that looks like it, and whether it is the owner's or a bot's. */
import { isBot } from "../../protocol/bots.ts";
import { words } from "../words/room/index.ts";
import { useRoom } from "./room-context.ts";

export function PersonTags({ id }: { id: string }) {
  const { company, rules } = useRoom().room;
  const { people } = words();
  const tag = company.tags.value.get(id);
  const mark = isBot(id) ? people.bot : rules.settings.value?.owner === id ? people.owner : undefined;
  return (
    <>
      {tag === undefined ? null : <span class="name-tag">{tag}</span>}
      {mark === undefined ? null : <span class="person-mark">{mark}</span>}
    </>
  );
}
