/** The words of a made-up language, by how often they are said. */

/** How many words it has. */
const VOCABULARY = 5_000;

/** The word that is said more often than all others but `rank`. */
export const word = (rank: number): string => `w${((rank * 2_654_435_761) % 2 ** 32).toString(36)}`;

/**
 * A word as it comes in any language: the first ones often, the last ones hardly ever.
 *
 * @param chance from 0 to 1
 */
export const wordBy = (chance: number): string => word(Math.floor(VOCABULARY ** chance) - 1);
