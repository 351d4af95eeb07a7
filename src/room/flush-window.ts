/** How many milliseconds a room of so many sockets gathers before its next flush: 30 us a socket, 100 ms at most. */
export function windowFor(sockets: number): number {
  return Math.min(100, Math.floor(sockets * 0.03));
}
