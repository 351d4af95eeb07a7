/** The network of a connection, for rate limits. It is never stored or logged. */

/** As the edge writes it. Other forms that a URL accepts are normalised to this. */
const IPV4 = /^[1-9]\d{0,2}\.(?:(?:0|[1-9]\d{0,2})\.){2}(?:0|[1-9]\d{0,2})$/;

/**
 * The network of an address: an IPv4 address itself, or the /64 of an IPv6 address, which is what a customer gets.
 *
 * @param address `CF-Connecting-IP`, which the edge sets and no client can
 * @returns undefined for no address and for loopback: behind a proxy on the same machine all clients would share it
 */
export function networkOf(address: string | null | undefined): string | undefined {
  if (!address) return undefined;
  if (IPV4.test(address)) return address.startsWith("127.") ? undefined : address;
  const host = URL.parse(`http://${address.includes(":") ? `[${address}]` : address}/`)?.hostname;
  if (host === undefined || host === "[::1]" || host.startsWith("127.")) return undefined;
  return host.startsWith("[") ? prefixOf(host.slice(1, -1)) : host;
}

/** An address in a network that {@link networkOf} returned: the network of it is the same. */
export const addressIn = (network: string): string =>
  network.includes(":") && !network.startsWith("::ffff:") ? `${network}::` : network;

/** The first four groups of an IPv6 address as a URL writes it; all of an IPv4-mapped address. */
function prefixOf(address: string): string {
  if (address.startsWith("::ffff:")) return address;
  const [head = "", tail] = address.split("::");
  const groups = head.split(":").filter(Boolean);
  const after = tail?.split(":").filter(Boolean) ?? [];
  const zeros = tail === undefined ? 0 : 8 - groups.length - after.length;
  return [...groups, ...Array<string>(zeros).fill("0"), ...after].slice(0, 4).join(":");
}
