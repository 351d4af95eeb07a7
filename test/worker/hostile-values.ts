/** Values that an attacker could send, as fast-check arbitraries. */
import fc from "fast-check";

/** Texts that are known to break programs. */
const TEXTS = [
  "__proto__",
  "constructor",
  "prototype",
  "hasOwnProperty",
  "toString",
  "length",
  "'; DROP TABLE messages; --",
  "1 OR 1=1",
  '"\\"',
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "#{7*7}{{7*7}}",
  "../../etc/passwd",
  "\u0000",
  "\ud800",
  "\udfff\ud800",
  "\u202eevil\u202c",
  "\u2066\u2067\u2068",
  "\u200b\ufeff",
  "ﷺ".repeat(50),
  `z${"\u0316".repeat(200)}`,
  "👨‍👩‍👧‍👦".repeat(20),
  "NaN",
  "-Infinity",
  "1e400",
  "0x10",
  "\r\nX-Injected: 1",
  "%00%2f%2e",
];

const NUMBERS = [0, -0, -1, 0.5, 1, 2 ** 31, 2 ** 32, 2 ** 53, 2 ** 63, 1e308, Number.MIN_VALUE, Number.NaN];

export const hostileText = fc.oneof(
  fc.constantFrom(...TEXTS),
  fc.string({ unit: "binary", maxLength: 50 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 })
    .map((units) => String.fromCharCode(...units)),
);

const scalar = fc.oneof(hostileText, fc.constantFrom(...NUMBERS, null, true, false), fc.double());

/** An object with any keys, also with `__proto__` as its own key. */
const objectOf = (value: fc.Arbitrary<unknown>) =>
  fc
    .array(fc.tuple(hostileText, value), { maxLength: 4 })
    .map((entries) => Object.fromEntries(entries) as Record<string, unknown>);

/** Any JSON value. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  scalar,
  fc.array(scalar, { maxLength: 4 }),
  objectOf(fc.oneof(scalar, objectOf(scalar))),
  fc.jsonValue({ maxDepth: 4 }),
);

/** An object in which each key of `fitting` may be missing, or have a valid or an invalid value. */
export function nearlyValid(fitting: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<unknown> {
  const fields = Object.entries(fitting).map(([key, value]) => [
    key,
    fc.option(fc.oneof(value, hostileValue), { nil: undefined }),
  ]);
  return fc
    .tuple(fc.record(Object.fromEntries(fields)), objectOf(scalar))
    .map(([known, more]) => ({ ...more, ...known }));
}

/** JSON of arrays or objects that are nested `depth` levels deep. */
export const nestedJson = (depth: number, kind: "array" | "object" = "array"): string =>
  kind === "array" ? "[".repeat(depth) + "]".repeat(depth) : `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;
