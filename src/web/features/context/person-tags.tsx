/** The tags after a name: what tells look-alike names apart, and whether it is the owner, a bot or a user of the operator's site. */
import { isBot } from "../../../shared/contract/bots.ts";
import { isExternal } from "../../../shared/contract/message.ts";
import { words } from "../../i18n/room/index.ts";
import { useRoom } from "./room-context.ts";

export function PersonTags({ id }: { id: string }) {
  const { people, settings } = useRoom().room;
  const { people: labels } = words();
  const tag = people.tags.value.get(id);
  const marks = [
    isBot(id) && labels.bot,
    settings.current.value?.owner === id && labels.owner,
    isExternal(id) && labels.verified,
  ];
  return (
    <>
      {tag === undefined ? null : <span class="name-tag">{tag}</span>}
      {marks.map((mark) => mark && <span class="person-mark">{mark}</span>)}
    </>
  );
}
