/** The data of the user in all their rooms: collected for a download, and erased. One room that fails does not stop the others. */
import type { AccountData } from "../../../shared/account.ts";
import type { Ack, WireError } from "../../../shared/contract/errors.ts";
import type { Message } from "../../../shared/contract/message.ts";
import type {
  ErasureProgress,
  OwnReactions,
  PersonalDataPage,
  StoredAboutPerson,
} from "../../../shared/personal-data.ts";
import { roomPath } from "../../../shared/room-name.ts";
import type { Profile } from "../../storage/profile.ts";
import { type JsonRequest, sendJson } from "../send-json.ts";

/** A room of the user. */
export interface OwnRoom {
  name: string;
  title?: string;
}

/** What a room stores about the user. */
export interface OwnRoomData extends OwnRoom {
  stored?: StoredAboutPerson;
  messages: Message[];
  reactions: OwnReactions[];
}

export interface FailedRoom {
  room: OwnRoom;
  error: WireError;
}

/** What requests of the data of rooms need. */
export interface OwnDataOptions extends Pick<JsonRequest, "noResponse" | "fetch"> {
  /** The user's session in this browser: a token, also one that it gets later, where it stores no cookies. */
  session: Pick<Profile, "token">;
  /** Waits, in milliseconds. */
  wait?: (ms: number) => Promise<void>;
}

/** How long the server may take, in milliseconds. */
const TIMEOUT = 60_000;

/** How often a request is repeated that came too early, or was not answered. */
const ATTEMPTS = 5;

/** How long to wait before a request is repeated, if the server does not say, and at most, in milliseconds. */
const PAUSE = 1_000;
const MAX_PAUSE = 30_000;

/** The rooms of a user: of this browser, and of their account, each once. */
export function roomsOfPerson(visited: readonly OwnRoom[], account: AccountData | undefined): OwnRoom[] {
  const rooms = new Map<string, OwnRoom>();
  for (const { name, title } of visited) rooms.set(name, title === undefined ? { name } : { name, title });
  for (const item of account?.state ?? []) {
    // A room that was removed from the list may still have messages of the person.
    if (item.room === "" || rooms.has(item.room)) continue;
    const title = item.kind === "room" ? item.value?.title : undefined;
    rooms.set(item.room, title === undefined ? { name: item.room } : { name: item.room, title });
  }
  for (const { room } of account?.visits ?? []) if (!rooms.has(room)) rooms.set(room, { name: room });
  return [...rooms.values()];
}

export class OwnDataRequests {
  constructor(private readonly options: OwnDataOptions) {}

  /** Everything that a room stores about the user. A room that is deleted has nothing. */
  async read(room: OwnRoom): Promise<Ack<{ data: OwnRoomData }>> {
    const data: OwnRoomData = { ...room, messages: [], reactions: [] };
    for (let after: number | undefined = 0; after !== undefined; ) {
      const page: Ack<PersonalDataPage> = await this.#send<PersonalDataPage>("GET", room, { after });
      if (!page.ok) return page.error.code === "not_found" ? { ok: true, data } : page;
      if (page.stored !== undefined) data.stored = page.stored;
      data.messages.push(...page.messages);
      data.reactions.push(...page.reactions);
      after = page.next;
    }
    return { ok: true, data };
  }

  /** Whether the user owns a room. */
  async owns(room: OwnRoom): Promise<Ack<{ owner: boolean }>> {
    const page = await this.#send<PersonalDataPage>("GET", room, { after: 0 });
    if (!page.ok) return page.error.code === "not_found" ? { ok: true, owner: false } : page;
    return { ok: true, owner: page.stored?.owner === true };
  }

  /** Erases everything that a room stores about the user. A room of theirs is left without an owner. */
  async erase(room: OwnRoom): Promise<Ack> {
    for (let after: number | undefined = 0; after !== undefined; ) {
      const answer: Ack<ErasureProgress> = await this.#send<ErasureProgress>("DELETE", room, {
        after,
        giveUp: true,
      });
      if (!answer.ok) return answer.error.code === "not_found" ? { ok: true } : answer;
      after = answer.next;
    }
    return { ok: true };
  }

  /** Sends a request, and repeats it if it came too early or was not answered. */
  async #send<Answer extends object>(
    method: string,
    room: OwnRoom,
    query: { after: number; giveUp?: boolean },
  ): Promise<Ack<Answer>> {
    const { session, wait = pause, ...options } = this.options;
    const fields = Object.entries(query).map(([name, value]) => [name, String(value)]);
    const path = `/api${roomPath(room.name)}/data?${new URLSearchParams(fields)}`;
    for (let attempt = 1; ; attempt++) {
      const answer = await sendJson<Answer>({
        method,
        path,
        token: session.token,
        timeout: TIMEOUT,
        ...options,
      });
      if (answer.ok || attempt === ATTEMPTS) return answer;
      const { code, retryAfter } = answer.error;
      if (code !== "rate_limited" && code !== "internal") return answer;
      await wait(Math.min(retryAfter ?? attempt * PAUSE, MAX_PAUSE));
    }
  }
}

/**
 * Does something in each of these rooms, one after the other, until it is stopped.
 *
 * @param progress called before each, with how many are done
 * @returns the rooms where it failed
 */
export async function inEachRoom(
  rooms: readonly OwnRoom[],
  act: (room: OwnRoom) => Promise<Ack>,
  progress: (room: OwnRoom, done: number) => void,
  stopped?: AbortSignal,
): Promise<FailedRoom[]> {
  const failed: FailedRoom[] = [];
  for (const [done, room] of rooms.entries()) {
    if (stopped?.aborted) break;
    progress(room, done);
    const answer = await act(room);
    if (!answer.ok) failed.push({ room, error: answer.error });
  }
  return failed;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
