/** Names for new rooms: a friendly beginning, and an end nobody guesses. */

const ADJECTIVES =
  "amber brisk calm clever copper coral cosy dapper eager early fable gentle golden happy hazel honest indigo jolly keen kind lively lucky lunar maple mellow merry mild misty nimble noble olive opal patient pearl plucky polite proud quick quiet rapid ruby rustic sandy silver sincere snowy solar spry steady stellar sunny swift tidy topaz trusty velvet vivid warm willow windy wise witty zesty".split(
    " ",
  );
const NOUNS =
  "acorn anchor arrow badger beacon bison breeze brook canyon cedar comet condor coral crane cricket delta dune ember falcon fern finch fjord forest fox galaxy garden glacier harbor heron island juniper kestrel lagoon lantern lark lemur lynx magpie maple meadow meteor moth nebula newt nova orbit orchid osprey otter panda pebble planet plover prairie puffin quartz raven reef river robin rocket sparrow summit".split(
    " ",
  );

/** No vowels, so no words, and nothing that looks like something else: 4.7 bits a character. */
const ALPHABET = "23456789bcdfghjkmnpqrstvwx";
const TAIL_LENGTH = 12;

/**
 * Makes a name such as `quiet-comet-x7k2m9qh4tbw`: about 56 bits in the tail, 12 in the words.
 *
 * @param random fills an array with random numbers, as `crypto.getRandomValues` does
 */
export function newRoomName(
  random = (array: Uint32Array<ArrayBuffer>) => crypto.getRandomValues(array),
): string {
  const numbers = random(new Uint32Array(TAIL_LENGTH + 2));
  const pick = <T>(from: ArrayLike<T>, index: number): T => from[(numbers[index] ?? 0) % from.length] as T;
  const tail = Array.from({ length: TAIL_LENGTH }, (_, index) => pick(ALPHABET, index + 2));
  return `${pick(ADJECTIVES, 0)}-${pick(NOUNS, 1)}-${tail.join("")}`;
}
