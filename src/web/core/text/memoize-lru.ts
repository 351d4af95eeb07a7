/** Remembers what was made of the texts that were asked for last: a row that comes back into view is made anew. */

/**
 * @param make makes something of a text, and the same each time
 * @param most how many are remembered; of more, those that were asked for first are forgotten
 */
export function memoizeLru<Made>(make: (text: string) => Made, most: number): (text: string) => Made {
  const made = new Map<string, Made>();
  return (text) => {
    const known = made.get(text);
    if (known !== undefined) return known;
    const fresh = make(text);
    made.set(text, fresh);
    if (made.size > most) {
      for (const first of made.keys()) {
        made.delete(first);
        break;
      }
    }
    return fresh;
  };
}
