/** A person in a room, with their sockets. A room of a hundred thousand has as many of these, so a person with one socket needs no map. */
import type { Member } from "../../shared/contract/index.ts";

export class Person {
  #socketId: string | undefined;
  #isIdle = false;
  /** Whether one of the sockets is of a device of an account. */
  account: true | undefined;
  /** Whether each of the other sockets is idle, by its id. */
  #others: Map<string, boolean> | undefined;

  constructor(
    readonly id: string,
    public name: string,
    public picture?: string,
  ) {}

  /** Adds a socket, or sets whether it is idle. */
  setSocket(socketId: string, idle: boolean): void {
    if (this.#socketId === undefined || this.#socketId === socketId) {
      this.#socketId = socketId;
      this.#isIdle = idle;
    } else {
      this.#others ??= new Map();
      this.#others.set(socketId, idle);
    }
  }

  removeSocket(socketId: string): void {
    if (this.#socketId === socketId) {
      const [[id, idle] = [undefined, false]] = this.#others ?? [];
      this.#socketId = id;
      this.#isIdle = idle;
      if (id !== undefined) this.#others?.delete(id);
    } else {
      this.#others?.delete(socketId);
    }
    if (this.#others?.size === 0) this.#others = undefined;
  }

  hasSocket(socketId: string): boolean {
    return this.#socketId === socketId || this.#others?.has(socketId) === true;
  }

  /** The ids of the sockets. */
  get socketIds(): string[] {
    if (this.#socketId === undefined) return [];
    return this.#others === undefined ? [this.#socketId] : [this.#socketId, ...this.#others.keys()];
  }

  /** A person is idle when all their sockets are. */
  get isIdle(): boolean {
    return (
      (this.#socketId === undefined || this.#isIdle) &&
      (this.#others === undefined || [...this.#others.values()].every((idle) => idle))
    );
  }

  toMember(): Member {
    const member: Member = { id: this.id, name: this.name };
    if (this.picture !== undefined) member.picture = this.picture;
    if (this.account !== undefined) member.account = this.account;
    if (this.isIdle) member.idle = true;
    return member;
  }
}
