/**
 * The members of a room: people, not sockets. A person with two tabs is one member.
 *
 * The list is in memory. After a wake the first event that needs it fills it from the sockets, once. After that a join
 * or a leave takes the same time in a room of ten and of ten thousand.
 */
import type { Member, MembersPage, Presence } from "../../shared/contract/index.ts";
import type { Limits } from "../../shared/limits.ts";
import type { MembersQuery } from "../../shared/validation/schemas.ts";
import type { Source } from "../broadcast/frame-batcher.ts";
import { NameOrder } from "./name-order.ts";
import { Person } from "./person.ts";

/** A socket and the person it belongs to. `idle` is that of the socket. */
export interface MemberEntry extends Member {
  socketId: string;
}

export class MemberList implements Source<Presence> {
  readonly #people = new Map<string, Person>();
  readonly #order = new NameOrder(() => this.#people.values());
  /** Who changed since the last delta, as they were before; undefined for people who were not members. */
  readonly #before = new Map<string, Member | undefined>();
  /** The count in the last delta, or when the list was filled. */
  #sentCount = 0;
  /** Whether the list was too long to send since then: who joined at that time received no names. */
  #wasFull = false;
  #filled = false;

  constructor(private readonly limits: Pick<Limits, "membersListed" | "membersPage" | "membersScan">) {}

  /** Whether {@link fill} was called since the object woke. */
  get isFilled(): boolean {
    return this.#filled;
  }

  /** Adds the sockets that are connected already, without a delta. A second call does nothing. */
  fill(entries: Iterable<MemberEntry>): void {
    if (this.#filled) return;
    this.#filled = true;
    for (const { id, name, picture, account, socketId, idle = false } of entries) {
      const person = this.#people.get(id) ?? this.#add(new Person(id, name, picture));
      person.account ??= account;
      person.setSocket(socketId, idle);
    }
    this.#sentCount = this.#people.size;
  }

  /** How many members there are. */
  get count(): number {
    return this.#people.size;
  }

  /** All members, however many. */
  get all(): Member[] {
    return Array.from(this.#people.values(), (person) => person.toMember());
  }

  /** All members, or none when the list is too long to send. */
  get members(): Member[] {
    return this.#isFull ? [] : this.all;
  }

  /** The members with these ids, or a page of all members by name: the first page, or the page after a cursor. */
  page({ cursor, query = "", ids }: MembersQuery): MembersPage {
    if (ids !== undefined) return { members: this.#membersOf(ids) };
    const { membersPage: limit, membersScan: scan } = this.limits;
    const page = this.#order.page(cursor, query, { limit, scan });
    return { ...page, members: this.#membersOf(page.members.map(({ id }) => id)) };
  }

  /** The name of a member. */
  nameOf(id: string): string | undefined {
    return this.#people.get(id)?.name;
  }

  /** Whether a person is here and not idle. */
  isActive(id: string): boolean {
    const person = this.#people.get(id);
    return person !== undefined && !person.isIdle;
  }

  /** The ids of a person's sockets. */
  socketsOf(id: string): readonly string[] {
    return this.#people.get(id)?.socketIds ?? [];
  }

  /** Adds a socket. A member who had another name is renamed. */
  join({ id, name, picture, account, socketId, idle = false }: MemberEntry): void {
    this.#remember(id);
    let person = this.#people.get(id);
    if (person === undefined) {
      person = this.#add(new Person(id, name, picture));
      this.#order.add(person);
      this.#wasFull ||= this.#isFull;
    } else {
      this.#rename(person, name);
      person.picture = picture;
    }
    person.account ??= account;
    person.setSocket(socketId, idle);
  }

  /** Removes a socket. @returns whether it was the person's last one */
  leave({ id, name, socketId }: MemberEntry): boolean {
    this.#remember(id, this.#memberOf(id) ?? { id, name });
    const person = this.#people.get(id);
    // Its disconnect woke the object: it was gone before the list was filled, and clients still count it.
    if (person === undefined) this.#sentCount++;
    person?.removeSocket(socketId);
    if (person !== undefined && person.socketIds.length > 0) return false;
    if (person !== undefined) this.#order.remove(person);
    this.#people.delete(id);
    return true;
  }

  /** Sets whether a socket is idle. @returns whether that changed the idle state of the person */
  setIdle({ id, socketId, idle = false }: MemberEntry): boolean {
    const person = this.#people.get(id);
    if (!person?.hasSocket(socketId)) return false;
    const before = person.isIdle;
    this.#remember(id);
    person.setSocket(socketId, idle);
    return person.isIdle !== before;
  }

  /** Renames a member. @param known the name that clients know, if the list was filled with another one */
  rename(id: string, name: string, known?: string): void {
    const person = this.#people.get(id);
    if (person === undefined) return;
    this.#remember(id, { ...person.toMember(), name: known ?? person.name });
    this.#rename(person, name);
  }

  /** Changes the picture of a member. */
  setPicture(id: string, picture: string | undefined): void {
    this.#remember(id);
    const person = this.#people.get(id);
    if (person !== undefined) person.picture = picture;
  }

  takeDelta(): Presence | undefined {
    const joined: Member[] = [];
    const left: string[] = [];
    for (const [id, before] of this.#before) {
      const now = this.#memberOf(id);
      if (isSame(now, before)) continue;
      if (now === undefined) left.push(id);
      else joined.push(now);
    }
    this.#before.clear();
    const wasListed = this.#sentCount <= this.limits.membersListed;
    const wasFull = this.#wasFull;
    const { count } = this;
    const isCountNew = count !== this.#sentCount;
    this.#sentCount = count;
    this.#wasFull = false;
    if (this.#isFull) return isCountNew ? { joined: [], left: [], count } : undefined;
    if (!wasListed || wasFull) return { joined: this.all, left: wasListed ? left : [], count };
    return joined.length + left.length > 0 ? { joined, left, count } : undefined;
  }

  #add(person: Person): Person {
    this.#people.set(person.id, person);
    return person;
  }

  #rename(person: Person, name: string): void {
    if (person.name === name) return;
    this.#order.remove(person);
    person.name = name;
    this.#order.add(person);
  }

  /** Whether the list is too long to send. */
  get #isFull(): boolean {
    return this.count > this.limits.membersListed;
  }

  #membersOf(ids: readonly string[]): Member[] {
    return [...new Set(ids)].flatMap((id) => this.#memberOf(id) ?? []);
  }

  #memberOf(id: string): Member | undefined {
    return this.#people.get(id)?.toMember();
  }

  /** Keeps a person's state before the first change since the last delta. */
  #remember(id: string, before = this.#memberOf(id)): void {
    if (!this.#before.has(id)) this.#before.set(id, before);
  }
}

const isSame = (a: Member | undefined, b: Member | undefined): boolean =>
  a?.name === b?.name && a?.idle === b?.idle && a?.picture === b?.picture && a?.account === b?.account;
