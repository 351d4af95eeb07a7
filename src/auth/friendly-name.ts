/** Names for visitors who have not chosen a name. */

const ADJECTIVES =
  "Amber Bold Brave Bright Calm Clever Cosmic Crisp Curious Dapper Eager Early Fleet Gentle Golden Happy Honest Humble Jolly Keen Kind Lively Lucky Mellow Merry Mighty Nimble Noble Patient Polite Proud Quick Quiet Rapid Ready Rosy Silver Smart Snug Steady Sunny Swift Tidy Tranquil Vivid Warm Witty Zesty".split(
    " ",
  );

const NOUNS =
  "Badger Beaver Bison Bunting Comet Condor Crane Curlew Dolphin Falcon Ferret Finch Fox Gecko Heron Ibis Jackdaw Kestrel Kite Lark Lemur Lynx Magpie Marten Meteor Moth Newt Ocelot Orca Osprey Otter Owl Panda Petrel Plover Puffin Quokka Raven Robin Rocket Seal Sparrow Stork Swallow Swift Tern Walrus Wren".split(
    " ",
  );

/**
 * A friendly name of two words, always the same for the same id.
 *
 * @example
 * ```ts
 * friendlyName("kJ3h..."); // "Nimble Otter"
 * ```
 */
export function friendlyName(id: string): string {
  const hash = fnv1a(id);
  const adjective = ADJECTIVES[hash % ADJECTIVES.length];
  const noun = NOUNS[Math.floor(hash / ADJECTIVES.length) % NOUNS.length];
  return `${adjective} ${noun}`;
}

/** FNV-1a, 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/ */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return hash >>> 0;
}
