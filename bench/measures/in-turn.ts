/** The order in which a measure runs what it compares. */

/** One of the items in one of the rounds. */
export interface Turn<Item> {
  /** From 0. */
  round: number;
  item: Item;
}

/** All items in each round, in each from another one on: what else the machine does meanwhile favours none of them. */
export function* inTurn<Item>(items: readonly Item[], rounds: number): Generator<Turn<Item>> {
  for (let round = 0; round < rounds; round++) {
    const first = round % items.length;
    for (const item of [...items.slice(first), ...items.slice(0, first)]) yield { round, item };
  }
}
