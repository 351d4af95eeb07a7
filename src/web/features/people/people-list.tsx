/** The other members, with a search field. */
import { type Signal, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useCallback, useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { named } from "../../../shared/text/name-match.ts";
import { limits } from "../../core/limits.ts";
import type { MemberPages } from "../../core/people/member-pages.ts";
import { dialogWords } from "../../i18n/dialogs/index.ts";
import { failureText } from "../../i18n/failure-text.ts";
import { formatCount } from "../../i18n/plural.ts";
import { words } from "../../i18n/room/index.ts";
import type { RowsInView } from "../../ui/virtual-list/rows-in-view.ts";
import { useRoom } from "../context/room-context.ts";
import { PeopleRows } from "./people-rows.tsx";
import { useMemberPages } from "./use-member-pages.ts";

/** The search field appears in rooms with more members than this. */
const SEARCH_FROM = 40;

export function PeopleList() {
  const { room } = useRoom();
  const { memberList } = room;
  const memberPages = useMemberPages(room);
  const query = useSignal("");
  const list = useRef<HTMLUListElement>(null);
  // The field stays if the room empties: someone may be about to type.
  const showsSearch = useRef(false);
  showsSearch.current ||= memberList.count.value > SEARCH_FROM;
  const search = query.value.trim();
  const listed = memberList.isComplete.value;
  const found = listed ? named(memberList.members.value, search) : memberPages.members.value;
  const others = found.filter(({ id }) => id !== memberList.you.value?.id);
  const hasMore = !listed && memberPages.hasMore.value;
  const othersCount = memberList.count.value - 1;

  useEffect(() => memberPages.search(search), [memberPages, search]);
  const onView = useCallback((view: RowsInView) => memberPages.setView(view), [memberPages]);

  return (
    <>
      {showsSearch.current ? <MemberSearch query={query} list={list} /> : null}
      {search === "" || (!listed && memberPages.query.value !== search) ? null : (
        <p class="panel-note" role="status">
          {others.length === 0
            ? dialogWords().people.noneFound
            : formatCount(
                hasMore ? dialogWords().people.foundOrMore : dialogWords().people.found,
                others.length,
              )}
        </p>
      )}
      <PeopleRows
        list={list}
        people={others}
        total={search === "" ? othersCount : hasMore ? -1 : others.length}
        onView={onView}
      />
      {listed ? null : (
        <MoreMembers
          memberPages={memberPages}
          list={list}
          unnamed={search === "" ? othersCount - others.length : 0}
        />
      )}
    </>
  );
}

function MemberSearch({ query, list }: { query: Signal<string>; list: RefObject<HTMLUListElement | null> }) {
  const { find } = dialogWords().people;
  return (
    <div class="member-search">
      <input
        type="search"
        class="field"
        value={query.value}
        maxLength={limits.value.queryLength}
        aria-label={find}
        placeholder={find}
        autocomplete="off"
        spellcheck={false}
        dir={query.value === "" ? undefined : "auto"}
        onInput={({ currentTarget }) => {
          query.value = currentTarget.value;
          currentTarget.closest(".panel-body")?.scrollTo({ top: 0 });
        }}
        onKeyDown={(event) => {
          if (event.key === "ArrowDown") {
            event.preventDefault();
            focusRow(list);
          }
          if (event.key !== "Escape" || query.peek() === "") return;
          event.preventDefault();
          query.value = "";
        }}
      />
    </div>
  );
}

/** Below the names: how many members are not listed, and a button to load them. */
interface MoreMembersProps {
  memberPages: MemberPages;
  list: RefObject<HTMLUListElement | null>;
  /** How many members are here but not listed; 0 if unknown. */
  unnamed: number;
}

function MoreMembers({ memberPages, list, unnamed }: MoreMembersProps) {
  const { people, tryAgain } = words();
  const problem = memberPages.problem.value;
  if (problem !== undefined) {
    return (
      <div class="panel-note panel-problem" role="alert">
        <span>{people.notLoaded(failureText(problem))}</span>
        <button type="button" class="link-button" onClick={() => memberPages.retry()}>
          {tryAgain}
        </button>
      </div>
    );
  }
  if (!memberPages.hasMore.value) return null;
  return (
    <div class="panel-note">
      {unnamed > 0 ? <p>{formatCount(dialogWords().people.more, unnamed)}</p> : null}
      <MoreButton memberPages={memberPages} list={list} />
    </div>
  );
}

function MoreButton({ memberPages, list }: Omit<MoreMembersProps, "unnamed">) {
  const button = useRef<HTMLButtonElement>(null);
  // The button disappears with the last page; its focus moves to the names.
  useLayoutEffect(
    () => () => {
      if (document.activeElement === button.current) focusRow(list);
    },
    [list],
  );
  return (
    <button ref={button} type="button" class="link-button" onClick={() => memberPages.loadMore()}>
      {dialogWords().people.showMore}
    </button>
  );
}

const focusRow = (list: RefObject<HTMLUListElement | null>): void =>
  list.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
