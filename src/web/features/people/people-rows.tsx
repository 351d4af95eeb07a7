/** The rows of the member list. Only those in view, and the focused one, are rendered. */
import { useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Member } from "../../../shared/contract/message.ts";
import { dialogWords } from "../../i18n/dialogs/index.ts";
import { words } from "../../i18n/room/index.ts";
import { Avatar } from "../../ui/icons/avatar.tsx";
import { type RowsInView, useRowsInView } from "../../ui/virtual-list/rows-in-view.ts";
import { PersonTags } from "../context/person-tags.tsx";
import { useRoom } from "../context/room-context.ts";

/** How many rows are rendered beyond the view, on each side. */
const MARGIN = 8;

interface PeopleRowsProps {
  list: RefObject<HTMLUListElement | null>;
  people: readonly Member[];
  /** How many members there are in all; -1 if unknown. */
  total: number;
  /** Called with the rows in view. */
  onView(view: RowsInView): void;
}

export function PeopleRows({ list, people, total, onView }: PeopleRowsProps) {
  const inView = useRowsInView(list, people.length);
  /** The member whose row is the list's tab stop. */
  const current = useSignal<string | undefined>(undefined);
  const isMoving = useRef(false);
  const { start, end } = inView.value;
  useEffect(() => onView({ start, end }), [onView, start, end]);

  const at = Math.max(
    0,
    people.findIndex(({ id }) => id === current.value),
  );
  useLayoutEffect(() => {
    if (!isMoving.current) return;
    isMoving.current = false;
    const button = list.current?.querySelector<HTMLElement>('[tabindex="0"]');
    button?.focus({ preventScroll: true });
    button?.scrollIntoView({ block: "nearest" });
  });
  const onKeyDown = (event: KeyboardEvent) => {
    const to = targetRow(event, at, {
      first: 0,
      last: people.length - 1,
      page: Math.max(1, end - start - 1),
    });
    const person = to === undefined ? undefined : people[to];
    if (person === undefined) return;
    event.preventDefault();
    isMoving.current = true;
    if (current.peek() === person.id) list.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
    else current.value = person.id;
  };

  const from = Math.max(0, start - MARGIN);
  const shown = people.slice(from, end + MARGIN).map((member, index) => ({ member, index: from + index }));
  const focused = people[at];
  if (focused !== undefined && !shown.some(({ index }) => index === at)) {
    // In list order, which is also the order for Tab and screen readers.
    shown.splice(at < from ? 0 : shown.length, 0, { member: focused, index: at });
  }
  return (
    <ul
      ref={list}
      class="people-rows"
      aria-label={words().people.title}
      style={{ "--count": String(people.length) }}
      onKeyDown={onKeyDown}
    >
      {shown.map(({ member, index }) => (
        <li key={member.id} style={{ "--at": String(index) }} aria-posinset={index + 1} aria-setsize={total}>
          <Person
            member={member}
            tabbable={index === at}
            onFocus={() => {
              current.value = member.id;
            }}
          />
        </li>
      ))}
    </ul>
  );
}

/** The row that a key moves to from row `at`. */
function targetRow(
  { key, altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent,
  at: number,
  { first, last, page }: { first: number; last: number; page: number },
): number | undefined {
  if (altKey || ctrlKey || metaKey || shiftKey) return undefined;
  const to: Readonly<Record<string, number>> = {
    ArrowUp: at - 1,
    ArrowDown: at + 1,
    PageUp: at - page,
    PageDown: at + page,
    Home: first,
    End: last,
  };
  const place = to[key];
  return place === undefined ? undefined : Math.min(last, Math.max(first, place));
}

interface PersonProps {
  member: Member;
  /** Whether this row is the tab stop of the list. */
  tabbable: boolean;
  onFocus(): void;
}

/** A member; opens the profile. */
function Person({ member, tabbable, onFocus }: PersonProps) {
  const { room, dialogs } = useRoom();
  const { id, name, idle, picture, account } = member;
  const sanction = room.sanctions.kindOf(id);
  return (
    <button
      type="button"
      class="panel-row"
      data-idle={idle}
      tabIndex={tabbable ? 0 : -1}
      aria-haspopup="dialog"
      onFocus={onFocus}
      onClick={() => dialogs.openProfile(member)}
    >
      <Avatar id={id} name={name} picture={picture} />
      <span class="panel-row-text person-line" title={name}>
        <bdi>{name}</bdi>
        <PersonTags id={id} />
        {account ? <span class="person-mark">{dialogWords().people.account}</span> : null}
      </span>
      {sanction === undefined ? null : (
        <span class="panel-row-note sanction">{words().people[sanction]}</span>
      )}
      {idle ? <span class="panel-row-note">{words().people.away}</span> : null}
    </button>
  );
}
