/**
 * Which location hint fits the client of a request.
 *
 * Source: https://developers.cloudflare.com/durable-objects/reference/data-location/
 */

/** The hints that a cluster uses. The position of a hint is part of the names of its nodes: append only. */
export const LOCATION_HINTS = [
  "wnam",
  "enam",
  "sam",
  "weur",
  "eeur",
  "apac",
  "oc",
  "afr",
  "me",
] as const satisfies readonly DurableObjectLocationHint[];

export type LocationHint = (typeof LOCATION_HINTS)[number];

/** Countries of Asia whose hint is `me`. */
const MIDDLE_EAST = new Set([
  "AE",
  "BH",
  "CY",
  "IL",
  "IQ",
  "IR",
  "JO",
  "KW",
  "LB",
  "OM",
  "PS",
  "QA",
  "SA",
  "SY",
  "TR",
  "YE",
]);

/** West of this longitude North America is `wnam`, in degrees. */
const NORTH_AMERICA_DIVIDE = -100;

/** East of this longitude Europe is `eeur`, in degrees. */
const EUROPE_DIVIDE = 17;

/** The part of `request.cf` that says where the client is. Absent in tests and local development. */
interface Location {
  continent?: string;
  country?: string;
  longitude?: string;
}

/** Returns the hint for where a client is; `enam` if that is unknown. */
export function locationHintOf({ continent, country = "", longitude = "0" }: Location = {}): LocationHint {
  switch (continent) {
    case "NA":
      return Number(longitude) < NORTH_AMERICA_DIVIDE ? "wnam" : "enam";
    case "SA":
      return "sam";
    case "EU":
      return Number(longitude) > EUROPE_DIVIDE ? "eeur" : "weur";
    case "AS":
      return MIDDLE_EAST.has(country) ? "me" : "apac";
    case "OC":
      return "oc";
    case "AF":
      return "afr";
    default:
      return "enam";
  }
}
