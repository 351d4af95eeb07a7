/** The network of a connection, for rate limits and bans. It is never logged, and stored only where an operator bans it. */

/** A number from 0 to 255, without zeros before it: some programs would read `010` as 8. */
const OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";

/** As the edge writes it. Other forms that a URL accepts are normalised to this. */
const IPV4 = new RegExp(`^${OCTET}(?:\\.${OCTET}){3}$`);

/** Whether a text is an IPv4 address: four numbers. */
export const isIPv4 = (text: string): boolean => IPV4.test(text);

/** An IPv4 address as IPv6, as a URL writes it (RFC 4291, 2.5.5.2). */
const MAPPED = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/;

/**
 * The network of an address: an IPv4 address itself, also where it is mapped to IPv6, or the /64 of an IPv6 address, which is what a
 * customer gets.
 *
 * @param address `CF-Connecting-IP`, which the edge sets and no client can
 * @returns undefined for no address and for loopback: behind a proxy on the same machine all clients would share it
 */
export function networkOf(address: string | null | undefined): string | undefined {
  if (!address) return undefined;
  if (isIPv4(address)) return unlessLoopback(address);
  const host = URL.parse(`http://${address.includes(":") ? `[${address}]` : address}/`)?.hostname;
  if (host === undefined || host === "[::1]") return undefined;
  if (!host.startsWith("[")) return unlessLoopback(host);
  const ipv6 = host.slice(1, -1);
  const [, high, low] = MAPPED.exec(ipv6) ?? [];
  return high === undefined || low === undefined ? prefixOf(ipv6) : unlessLoopback(dotted(high, low));
}

const unlessLoopback = (ipv4: string): string | undefined => (ipv4.startsWith("127.") ? undefined : ipv4);

/** An IPv4 address of its two halves in hexadecimal digits. */
function dotted(high: string, low: string): string {
  const halves = [high, low].map((half) => Number.parseInt(half, 16));
  return halves.flatMap((half) => [half >> 8, half & 255]).join(".");
}

/** An address in a network that {@link networkOf} returned: the network of it is the same. */
export const addressIn = (network: string): string => (network.includes(":") ? `${network}::` : network);

/** The first four groups of an IPv6 address as a URL writes it. */
function prefixOf(address: string): string {
  const [head = "", tail] = address.split("::");
  const groups = head.split(":").filter(Boolean);
  const after = tail?.split(":").filter(Boolean) ?? [];
  const zeros = tail === undefined ? 0 : 8 - groups.length - after.length;
  return [...groups, ...Array<string>(zeros).fill("0"), ...after].slice(0, 4).join(":");
}
