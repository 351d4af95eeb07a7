/** Which network a connection comes from, for counting connections: never stored, never logged. */

/** As the edge spells one; what else a URL takes for an address is brought to this spelling. */
const IPV4 = /^[1-9]\d{0,2}\.(?:(?:0|[1-9]\d{0,2})\.){2}(?:0|[1-9]\d{0,2})$/;

/**
 * What an address is counted as: an IPv4 address itself, of an IPv6 address the /64 that one customer is given.
 *
 * @param address `CF-Connecting-IP`, which the edge sets and no client can
 * @returns undefined for no address and for loopback: a server of one's own behind a proxy, where it would be
 * everybody's
 */
export function networkOf(address: string | null | undefined): string | undefined {
  if (!address) return undefined;
  if (IPV4.test(address)) return address.startsWith("127.") ? undefined : address;
  const host = URL.parse(`http://${address.includes(":") ? `[${address}]` : address}/`)?.hostname;
  if (host === undefined || host === "[::1]" || host.startsWith("127.")) return undefined;
  return host.startsWith("[") ? prefixOf(host.slice(1, -1)) : host;
}

/** The first four groups of an IPv6 address as a URL spells it; an IPv4 address mapped into it whole. */
function prefixOf(address: string): string {
  if (address.startsWith("::ffff:")) return address;
  const [head = "", tail] = address.split("::");
  const groups = head.split(":").filter(Boolean);
  const after = tail?.split(":").filter(Boolean) ?? [];
  const zeros = tail === undefined ? 0 : 8 - groups.length - after.length;
  return [...groups, ...Array<string>(zeros).fill("0"), ...after].slice(0, 4).join(":");
}
