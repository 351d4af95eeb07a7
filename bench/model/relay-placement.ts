/** How the sockets of a room are spread. */

/** How much space each object has besides its share: connections that are being placed count twice for a moment. */
const SPARE_SOCKETS = 32;

/** The most connections of an object so that `sockets` fill the room's own object and so many relays. */
export const socketsPerObject = (sockets: number, relays: number): number =>
  Math.ceil(sockets / (relays + 1)) +
  Math.min(SPARE_SOCKETS, Math.floor(sockets / (relays + 1) / relays / 2));
