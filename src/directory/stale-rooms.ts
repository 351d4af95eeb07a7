/**
 * Member counts that may be stale: a server that crashes with people in its rooms leaves their counts behind.
 *
 * A directory that sleeps and wakes in the same isolate has missed nothing. In a new isolate there may have been a crash, so
 * the rooms of a page are asked to publish again: each once, and none if the last isolate asked a moment ago, because rooms
 * sleep, too.
 */

/** How long after an isolate has asked the next one does not, in milliseconds. */
const INTERVAL = 60_000;

const KEY = "asked";

/** When the directory started in this isolate, in milliseconds since the epoch, and the rooms that were asked since. */
let isolate: { startedAt: number; asked: Set<string> } | undefined;

/** Notes that the directory starts. @param now milliseconds since the epoch */
export function noteStart(now: number): void {
  isolate ??= { startedAt: now, asked: new Set() };
}

/**
 * The rooms that should publish again: those with people, as of before this isolate.
 *
 * @param now milliseconds since the epoch
 */
export function roomsToRefresh(
  rooms: readonly { name: string; people: number; publishedAt: number }[],
  kv: SyncKvStorage,
  now: number,
): string[] {
  if (isolate === undefined) return [];
  const { startedAt, asked } = isolate;
  const stale = rooms.filter(
    ({ name, people, publishedAt }) => people > 0 && publishedAt < startedAt && !asked.has(name),
  );
  if (stale.length === 0) return [];
  if (asked.size === 0) {
    if (now - (kv.get<number>(KEY) ?? 0) < INTERVAL) return [];
    kv.put(KEY, now);
  }
  for (const { name } of stale) asked.add(name);
  return stale.map(({ name }) => name);
}
