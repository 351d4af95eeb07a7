/**
 * What was told to a lobby that died: a server that ends with people in its rooms leaves their number behind, and nobody comes
 * to take it back.
 *
 * A lobby that sleeps and wakes is not another one, but one whose isolate is new may be all that is left after a crash. It asks
 * the rooms it is about to show, each once, and not at all if such a question was asked a moment ago: rooms sleep, too.
 */

/** How soon after one lobby has asked the next one may, in milliseconds. */
const ASK_AGAIN = 60_000;

const KEY = "asked";

/** When the first lobby of this isolate woke, in milliseconds since the epoch, and whom it and those after it have asked. */
let life: { since: number; asked: Set<string> } | undefined;

/** A lobby wakes. @param now milliseconds since the epoch */
export function wakes(now: number): void {
  life ??= { since: now, asked: new Set() };
}

/**
 * The rooms to ask anew, of those with somebody in them.
 *
 * @param now milliseconds since the epoch
 */
export function toldEarlier(
  rooms: readonly { name: string; people: number; told: number }[],
  kv: SyncKvStorage,
  now: number,
): string[] {
  if (life === undefined) return [];
  const { since, asked } = life;
  const doubtful = rooms.filter(({ name, people, told }) => people > 0 && told < since && !asked.has(name));
  if (doubtful.length === 0) return [];
  if (asked.size === 0) {
    if (now - (kv.get<number>(KEY) ?? 0) < ASK_AGAIN) return [];
    kv.put(KEY, now);
  }
  for (const { name } of doubtful) asked.add(name);
  return doubtful.map(({ name }) => name);
}
