/** What one author said in one go, under their name. */
import { Tile } from "../look/tile.tsx";
import { hueOf } from "../text/author-look.ts";
import { exactTime, timeOfDay } from "../text/times.ts";
import type { Group } from "./conversation.ts";
import { MessageLine } from "./message-line.tsx";

export function MessageGroup({ group }: { group: Group }) {
  const { author, own, lines } = group;
  const at = lines[0]?.at ?? 0;
  return (
    <section class="group">
      <Tile id={author.id} name={author.name} />
      <h3 class="group-head">
        <bdi class={own ? "author own" : "author"} style={{ "--hue": String(hueOf(author.id)) }}>
          {author.name}
        </bdi>
        <time class="group-time" dateTime={new Date(at).toISOString()} title={exactTime(at)}>
          {timeOfDay(at)}
        </time>
      </h3>
      <ol>
        {lines.map((line, index) => (
          <MessageLine key={line.key} line={line} first={index === 0} />
        ))}
      </ol>
    </section>
  );
}
