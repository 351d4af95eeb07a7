/** The names of relays, and the ids of connections to them. */

/** Relay 3 of the room `general` is the object `general#3`. No canonical name of a room contains the separator. */
const SEPARATOR = "#";

/** Connection ids of relays begin with the relay's number and this; other ids are base64url, without it. */
const ID_SEPARATOR = ".";

/** Response header of a room or a relay to the Worker: the number of the relay that is to accept the connection. */
export const RELAY_HEADER = "X-Relay";

/** In {@link RELAY_HEADER}: the relay has all the connections it may have. */
export const RELAY_FULL = "full";

/** The number of a relay in {@link RELAY_HEADER}, or in an id, is at most this. */
const MAX_NUMBER = 9_999;

export const relayName = (room: string, number: number): string => `${room}${SEPARATOR}${number}`;

/** The room and the number in the name of a relay. @throws Error for another name */
export function parseRelayName(name: string | undefined): { room: string; number: number } {
  const at = name?.lastIndexOf(SEPARATOR) ?? -1;
  const number = at < 0 ? undefined : parseNumber(name?.slice(at + 1));
  if (name === undefined || number === undefined)
    throw new Error("a relay is made from the name of its room and its number");
  return { room: name.slice(0, at), number };
}

/** The id of a connection to a relay. */
export const relayConnectionId = (number: number, id: string): string => `${number}${ID_SEPARATOR}${id}`;

/** The relay that a connection id names, undefined for a connection to the room itself. */
export function relayOfConnection(id: string): number | undefined {
  const at = id.indexOf(ID_SEPARATOR);
  return at < 0 ? undefined : parseNumber(id.slice(0, at));
}

/** The number in {@link RELAY_HEADER}. */
export function parseNumber(text: string | null | undefined): number | undefined {
  const number = /^[1-9]\d{0,3}$/.test(text ?? "") ? Number(text) : undefined;
  return number !== undefined && number <= MAX_NUMBER ? number : undefined;
}
