/** Caches the results of a function of a text. */

/**
 * @param make returns the same result for the same text
 * @param most how many results are cached; beyond it the oldest is removed
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
