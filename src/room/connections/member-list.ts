/**
 * Who is in the room: people, not sockets. Somebody with two tabs is one member.
 *
 * The roster is memory. After a wake it is empty until the first event that needs it fills it from the sockets
 * themselves, once; from then on a join or leave costs the same in a room of ten and of ten thousand.
 */
import type { Member, MembersPage, Presence } from "../../shared/contract/index.ts";
import type { Limits } from "../../shared/limits.ts";
import type { MembersQuery } from "../../shared/validation/schemas.ts";
import type { Source } from "../broadcast/frame-batcher.ts";
import { NameOrder } from "./name-order.ts";

/** A socket and the person it belongs to. `idle` is about the socket alone. */
export interface MemberEntry extends Member {
  socketId: string;
}

interface Person {
  name: string;
  /** Whether nobody is at it, by the id of the socket. */
  sockets: Map<string, boolean>;
}

export class MemberList implements Source<Presence> {
  readonly #people = new Map<string, Person>();
  readonly #order = new NameOrder(() => Array.from(this.#people, ([id, { name }]) => ({ id, name })));
  /** Who changed since the last delta, and as whom the room knew them, undefined for "not here". */
  readonly #before = new Map<string, Member | undefined>();
  /** How many people the last delta, or the first count, told of. */
  #toldCount = 0;
  /** Whether they have been too many to name since: who came in then knows of nobody. */
  #wasFull = false;
  #filled = false;

  constructor(private readonly limits: Pick<Limits, "membersListed" | "membersPage" | "membersScan">) {}

  /** Whether it knows the sockets that were here when the object woke. */
  get isFilled(): boolean {
    return this.#filled;
  }

  /** Takes in the sockets that are here already, all of them told of long ago. Only the first call counts. */
  fill(seats: Iterable<MemberEntry>): void {
    if (this.#filled) return;
    this.#filled = true;
    for (const { id, name, socketId, idle = false } of seats) {
      const person = this.#people.get(id);
      if (person === undefined) this.#people.set(id, { name, sockets: new Map([[socketId, idle]]) });
      else person.sockets.set(socketId, idle);
    }
    this.#toldCount = this.#people.size;
  }

  /** How many people are here. */
  get count(): number {
    return this.#people.size;
  }

  /** Everybody who is here, however many. */
  get everybody(): Member[] {
    return Array.from(this.#people, ([id, person]) => toMember(id, person));
  }

  /** Everybody who is here, or nobody when they are too many to name. */
  get members(): Member[] {
    return this.#isFull ? [] : this.everybody;
  }

  /** Those of some ids who are here, or a page of everybody by name: the first one, or the one after a place. */
  page({ cursor, query = "", ids }: MembersQuery): MembersPage {
    if (ids !== undefined) return { members: this.#membersOf(ids) };
    const { membersPage: limit, membersScan: scan } = this.limits;
    const page = this.#order.page(cursor, query, { limit, scan });
    return { ...page, members: this.#membersOf(page.members.map(({ id }) => id)) };
  }

  /** The name of a person who is here. */
  nameOf(id: string): string | undefined {
    return this.#people.get(id)?.name;
  }

  /** The ids of a person's sockets. */
  socketsOf(id: string): readonly string[] {
    return [...(this.#people.get(id)?.sockets.keys() ?? [])];
  }

  /** Seats a socket. A person who was here already, under another name, is renamed. */
  join({ id, name, socketId, idle = false }: MemberEntry): void {
    this.#remember(id);
    const person = this.#people.get(id);
    if (person === undefined) {
      this.#people.set(id, { name, sockets: new Map([[socketId, idle]]) });
      this.#order.add({ id, name });
      this.#wasFull ||= this.#isFull;
    } else {
      this.#call(id, person, name);
      person.sockets.set(socketId, idle);
    }
  }

  /** Frees a socket's seat. @returns whether that was the person's last one */
  leave({ id, name, socketId }: MemberEntry): boolean {
    this.#remember(id, { id, name });
    const person = this.#people.get(id);
    // Its leaving woke the object: it was gone before the roster was filled, and still counted by everybody.
    if (person === undefined) this.#toldCount++;
    person?.sockets.delete(socketId);
    if (person !== undefined && person.sockets.size > 0) return false;
    if (person !== undefined) this.#order.remove({ id, name: person.name });
    this.#people.delete(id);
    return true;
  }

  /** Notes whether somebody is at a socket. @returns whether the person is idle now who was not, or no longer is */
  rest({ id, socketId, idle = false }: MemberEntry): boolean {
    const person = this.#people.get(id);
    if (person === undefined || !person.sockets.has(socketId)) return false;
    const before = isIdle(person);
    this.#remember(id);
    person.sockets.set(socketId, idle);
    return isIdle(person) !== before;
  }

  /** Gives a person who is here another name. */
  rename(id: string, name: string): void {
    this.#remember(id);
    const person = this.#people.get(id);
    if (person !== undefined) this.#call(id, person, name);
  }

  takeDelta(): Presence | undefined {
    const joined: Member[] = [];
    const left: string[] = [];
    for (const [id, before] of this.#before) {
      const now = this.#memberOf(id);
      if (now?.name === before?.name && now?.idle === before?.idle) continue;
      if (now === undefined) left.push(id);
      else joined.push(now);
    }
    this.#before.clear();
    const wasListed = this.#toldCount <= this.limits.membersListed;
    const wasFull = this.#wasFull;
    const { count } = this;
    const isCountNew = count !== this.#toldCount;
    this.#toldCount = count;
    this.#wasFull = false;
    if (this.#isFull) return isCountNew ? { joined: [], left: [], count } : undefined;
    if (!wasListed || wasFull) return { joined: this.everybody, left: wasListed ? left : [], count };
    return joined.length + left.length > 0 ? { joined, left, count } : undefined;
  }

  #call(id: string, person: Person, name: string): void {
    if (person.name === name) return;
    this.#order.remove({ id, name: person.name });
    this.#order.add({ id, name });
    person.name = name;
  }

  /** Whether they are too many to name. */
  get #isFull(): boolean {
    return this.count > this.limits.membersListed;
  }

  #membersOf(ids: readonly string[]): Member[] {
    return [...new Set(ids)].flatMap((id) => this.#memberOf(id) ?? []);
  }

  #memberOf(id: string): Member | undefined {
    const person = this.#people.get(id);
    return person && toMember(id, person);
  }

  /** Keeps what the room knows of a person before the first change since the last delta. */
  #remember(id: string, known?: Member): void {
    if (!this.#before.has(id)) this.#before.set(id, this.#memberOf(id) ?? known);
  }
}

/** Somebody is idle when nobody is at any of their sockets. */
const isIdle = ({ sockets }: Person): boolean => [...sockets.values()].every((idle) => idle);

const toMember = (id: string, person: Person): Member =>
  isIdle(person) ? { id, name: person.name, idle: true } : { id, name: person.name };
