/** The public rooms: name, topic, and how many members are there. */
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { DirectoryPage, ListedRoom } from "../../../shared/contract/directory.ts";
import { limits } from "../../core/limits.ts";
import { timeAgo } from "../../core/text/time-spans.ts";
import { exactTime } from "../../core/text/times.ts";
import { landingWords } from "../../i18n/landing/index.ts";
import { isolate } from "../../i18n/names.ts";
import { formatCount } from "../../i18n/plural.ts";
import { RoomDirectory } from "./room-directory.ts";

/** How often the list is refreshed while the page is visible, in milliseconds. */
const REFRESH_EVERY = 10_000;

/** The debounce of the search, in milliseconds. */
const SEARCH_DELAY = 200;

const SKELETONS = [1, 2, 3, 4, 5, 6];

/** @param first the first rooms, if they are in the page's HTML */
export function PublicRooms({ first }: { first: DirectoryPage | undefined }) {
  const directory = useMemo(() => new RoomDirectory(first), [first]);
  const words = landingWords();
  useEffect(() => {
    const refresh = () => {
      if (document.visibilityState === "visible") void directory.refresh();
    };
    if (first === undefined) refresh();
    const timer = setInterval(refresh, REFRESH_EVERY);
    document.addEventListener("visibilitychange", refresh);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", refresh);
    };
  }, [directory, first]);
  const rooms = directory.rooms.value;
  const query = directory.query.value.trim();
  return (
    <nav class="recent public" aria-labelledby="public">
      <div class="public-head">
        <h2 id="public">{words.publicRooms}</h2>
        {rooms !== undefined && rooms.length === 0 && query === "" ? null : (
          <SearchField directory={directory} />
        )}
      </div>
      {rooms === undefined ? (
        // As tall as the rooms that are loading, so that nothing below moves.
        <div class="public-skeletons" aria-hidden="true">
          {SKELETONS.map((ghost) => (
            <i key={ghost} />
          ))}
        </div>
      ) : (
        <ul class="recent-list">
          {rooms.map((room) => (
            <li key={room.name}>
              <RoomLink room={room} />
            </li>
          ))}
        </ul>
      )}
      <div role="status">{listNote(directory)}</div>
      {directory.failed.value ? (
        <p class="public-note" role="alert">
          {words.listFailed}{" "}
          <button type="button" class="link-button" onClick={() => void directory.refresh()}>
            {words.tryAgain}
          </button>
        </p>
      ) : null}
      {directory.hasMore.value ? (
        <button type="button" class="link-button" onClick={() => void directory.loadMore()}>
          {words.more}
        </button>
      ) : null}
    </nav>
  );
}

/** A note about the whole list: loading, empty, or how many were found. */
function listNote(directory: RoomDirectory) {
  const words = landingWords();
  const { rooms } = directory;
  if (rooms.value === undefined)
    return directory.failed.value ? null : <p class="public-note">{words.searching}</p>;
  const query = directory.query.value.trim();
  if (rooms.value.length > 0)
    return query === "" ? null : (
      <p class="hidden-visually">{formatCount(words.found, rooms.value.length)}</p>
    );
  return <p class="public-note">{query === "" ? words.noRooms : words.noneFound(isolate(query))}</p>;
}

function SearchField({ directory }: { directory: RoomDirectory }) {
  const words = landingWords();
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <input
      type="search"
      class="field public-search"
      aria-label={words.search}
      placeholder={words.search}
      maxLength={limits.value.queryLength}
      autocomplete="off"
      spellcheck={false}
      dir="auto"
      onInput={({ currentTarget }) => {
        clearTimeout(timer.current);
        timer.current = setTimeout(() => void directory.search(currentTarget.value), SEARCH_DELAY);
      }}
    />
  );
}

function RoomLink({ room }: { room: ListedRoom }) {
  const { name, title, topic, people, path, lastAt, featured } = room;
  const words = landingWords();
  return (
    <a href={path}>
      <span class="public-room">
        <span class="public-name">
          <bdi class="recent-name">{title ?? name}</bdi>
          {featured ? <span class="public-featured">{words.featured}</span> : null}
        </span>
        {topic === "" ? null : (
          <span class="public-topic" dir="auto">
            {topic}
          </span>
        )}
      </span>
      <span class="public-numbers number">
        <span>{people > 0 ? formatCount(words.people, people) : words.empty}</span>
        {lastAt === undefined ? null : (
          <time dateTime={new Date(lastAt).toISOString()} title={exactTime(lastAt)}>
            {words.active(timeAgo(lastAt, Date.now()))}
          </time>
        )}
      </span>
    </a>
  );
}
