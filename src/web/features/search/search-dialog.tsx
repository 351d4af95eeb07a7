/** The search dialog: finds messages of the whole room, and opens one among those around it. */
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Message } from "../../../shared/contract/message.ts";
import { systemClock } from "../../core/clock.ts";
import { limits } from "../../core/limits.ts";
import { timeAgo } from "../../core/text/time-spans.ts";
import { exactTime } from "../../core/text/times.ts";
import { dialogWords } from "../../i18n/dialogs/index.ts";
import { failureText } from "../../i18n/failure-text.ts";
import { formatCount } from "../../i18n/plural.ts";
import { words } from "../../i18n/room/index.ts";
import { Modal } from "../../ui/dialog/modal.tsx";
import { Avatar } from "../../ui/icons/avatar.tsx";
import { SearchIcon } from "../../ui/icons/icons.tsx";
import type { DialogProps } from "../context/dialogs.ts";
import { useRoom } from "../context/room-context.ts";
import { excerpt } from "./highlight-matches.ts";
import { RoomSearch } from "./room-search.ts";

export function SearchDialog({ close }: DialogProps) {
  const context = useRoom();
  const search = useMemo(
    () => new RoomSearch((payload) => context.room.request("search", payload), systemClock),
    [context],
  );
  const labels = dialogWords().search;
  const field = useRef<HTMLInputElement>(null);
  const results = useRef<HTMLOListElement>(null);
  useEffect(() => () => search.stop(), [search]);
  const open = (seq: number) => {
    close();
    // After the dialog has restored the focus, so that the message can take it.
    requestAnimationFrame(() => void context.goToMessage(seq));
  };
  return (
    <Modal title={labels.title} close={close} wide>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys lead from the field into what it found. */}
      <div class="search" onKeyDown={(event) => handleKey(event, field.current, results.current)}>
        <label class="search-field">
          <SearchIcon />
          <input
            ref={field}
            type="search"
            autofocus
            class="field"
            aria-label={labels.field}
            placeholder={labels.placeholder}
            maxLength={limits.value.queryLength}
            autocomplete="off"
            spellcheck={false}
            onInput={(event) => search.searchSoon(event.currentTarget.value)}
          />
        </label>
        <SearchStatus search={search} retry={() => void search.retry(field.current?.value ?? "")} />
        <ol ref={results} class="search-results" aria-label={labels.results}>
          {search.found.value.map((message) => (
            <SearchResult key={message.seq} message={message} query={search.query.value} open={open} />
          ))}
        </ol>
        {search.hasMore.value && search.state.value.kind === "done" ? (
          <button type="button" class="button quiet" onClick={() => void search.loadMore()}>
            {labels.more}
          </button>
        ) : null}
      </div>
    </Modal>
  );
}

function SearchStatus({ search, retry }: { search: RoomSearch; retry(): void }) {
  const state = search.state.value;
  const labels = dialogWords().search;
  const count = search.found.value.length;
  if (state.kind === "failed") {
    return (
      <p class="failure" role="alert">
        <span>{labels.failed(failureText(state.error))}</span>
        <button type="button" class="link-button" onClick={retry}>
          {words().tryAgain}
        </button>
      </p>
    );
  }
  return (
    <p class="panel-note" role="status">
      {state.kind === "idle"
        ? labels.idle
        : state.kind === "searching"
          ? labels.searching
          : statusOf(count, search.hasMore.value)}
    </p>
  );
}

const statusOf = (count: number, hasMore: boolean): string => {
  const labels = dialogWords().search;
  if (count === 0) return hasMore ? labels.noneYet : labels.noneFound;
  return formatCount(hasMore ? labels.foundOrMore : labels.found, count);
};

interface SearchResultProps {
  message: Message;
  query: string;
  open(seq: number): void;
}

function SearchResult({ message: { seq, from, at, text }, query, open }: SearchResultProps) {
  const { people } = useRoom().room;
  const pieces = useMemo(() => excerpt(text, query), [text, query]);
  return (
    <li>
      <button type="button" class="search-result" onClick={() => open(seq)}>
        <Avatar id={from.id} name={from.name} />
        <span class="search-result-head">
          <bdi class="search-result-author">{people.labelOf(from)}</bdi>
          <time dateTime={new Date(at).toISOString()} title={exactTime(at)}>
            {timeAgo(at, Date.now())}
          </time>
        </span>
        <span class="search-result-text" dir="auto">
          {pieces.map(({ text, found }) => (found ? <mark>{text}</mark> : text))}
        </span>
      </button>
    </li>
  );
}

/** Down and Up move between the field and the results; Enter in the field opens the first result. */
function handleKey(
  event: KeyboardEvent,
  field: HTMLInputElement | null,
  list: HTMLOListElement | null,
): void {
  const buttons = [...(list?.querySelectorAll<HTMLButtonElement>("button.search-result") ?? [])];
  const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
  if (event.key === "Enter" && document.activeElement === field) {
    event.preventDefault();
    buttons[0]?.click();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const next = at + (event.key === "ArrowDown" ? 1 : -1);
    if (next < 0) field?.focus();
    else buttons[Math.min(next, buttons.length - 1)]?.focus();
  }
}
