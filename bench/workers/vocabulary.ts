/** The words of a generated language, by frequency. */

/** How many words it has. */
const VOCABULARY = 5_000;

/** The word that only `rank` others exceed in frequency. */
export const word = (rank: number): string => `w${((rank * 2_654_435_761) % 2 ** 32).toString(36)}`;

/**
 * A random word with a natural distribution: the first ones are frequent, the last ones rare.
 *
 * @param chance from 0 to 1
 */
export const wordBy = (chance: number): string => word(Math.floor(VOCABULARY ** chance) - 1);
