/**
 * A binary packet of the stock parser comes in several messages: a text, and its attachments. While the rest of it is due,
 * the half that is here must not be evicted.
 */

/** The beginning of a Socket.IO packet with binary attachments: its type and their number. */
const BINARY_PACKET = /^[56]\d+-/;

/** Follows one packet after the other. */
export class BinaryPacket {
  #due = 0;
  #whole = (): void => {};

  /** @param hold keeps the object awake until the returned function is called */
  constructor(private readonly hold: () => () => void) {}

  /** Takes note of one message. The rest is waited for only where the connection is `open`. */
  follow(data: string | Uint8Array | undefined, open: boolean): void {
    if (typeof data === "string") this.#due = attachmentsOf(data);
    else if (this.#due > 0) this.#due--;
    else return;
    this.#whole();
    this.#whole = this.#due > 0 && open ? this.hold() : () => {};
  }
}

/** How many binary attachments a text packet announces. */
const attachmentsOf = (data: string): number =>
  BINARY_PACKET.test(data) ? Number.parseInt(data.slice(1), 10) : 0;
