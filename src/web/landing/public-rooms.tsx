/** The rooms that anybody may walk into, and how many are there. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { DirectoryPage, ListedRoom } from "../../protocol/directory.ts";
import type { Ack } from "../../protocol/errors.ts";
import { landingWords } from "../words/landing/index.ts";
import { counted } from "../words/plural.ts";

/** How often it looks again while somebody looks at it, in milliseconds. */
const LOOK_EVERY = 15_000;

const SHOWN = 12;

async function read(cursor?: string): Promise<DirectoryPage | undefined> {
  const query = new URLSearchParams({ limit: String(SHOWN), ...(cursor === undefined ? {} : { cursor }) });
  try {
    const answer = (await (await fetch(`/api/rooms?${query}`)).json()) as Ack<DirectoryPage>;
    return answer.ok ? answer : undefined;
  } catch {
    // Without a network there is a front page all the same.
    return undefined;
  }
}

export function PublicRooms() {
  const rooms = useSignal<readonly ListedRoom[]>([]);
  const cursor = useSignal<string | undefined>(undefined);
  const words = landingWords();
  useEffect(() => {
    let pages = 1;
    const look = async () => {
      if (document.visibilityState !== "visible" || pages > 1) return;
      const page = await read();
      if (page === undefined || pages > 1) return;
      rooms.value = page.rooms;
      cursor.value = page.cursor;
    };
    void look();
    const timer = setInterval(() => void look(), LOOK_EVERY);
    const onMore = () => pages++;
    addEventListener("more-rooms", onMore);
    return () => {
      clearInterval(timer);
      removeEventListener("more-rooms", onMore);
    };
  }, [rooms, cursor]);
  const more = async () => {
    dispatchEvent(new Event("more-rooms"));
    const page = await read(cursor.peek());
    if (page === undefined) return;
    rooms.value = [...rooms.peek(), ...page.rooms];
    cursor.value = page.cursor;
  };
  if (rooms.value.length === 0) return null;
  return (
    <nav class="recent" aria-labelledby="public">
      <h2 id="public">{words.public}</h2>
      <ul class="recent-list">
        {rooms.value.map(({ name, title, topic, people, path }) => (
          <li key={name}>
            <a href={path}>
              <span class="public-room">
                <bdi class="recent-name">{title ?? name}</bdi>
                {topic === "" ? null : (
                  <span class="public-topic" dir="auto">
                    {topic}
                  </span>
                )}
              </span>
              <span class="public-people number">
                {people > 0 ? counted(words.people, people) : words.nobody}
              </span>
            </a>
          </li>
        ))}
      </ul>
      {cursor.value === undefined ? null : (
        <button type="button" class="link-button" onClick={() => void more()}>
          {words.more}
        </button>
      )}
    </nav>
  );
}
