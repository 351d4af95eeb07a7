/** Who one is on this device: the name chosen last, and the token of a visitor whose browser keeps no cookies. */
import type { Store } from "./device-storage.ts";

/** Why a room did not let one in: its code, and a message that begins with the field at fault and a colon. */
interface ProfileError {
  code?: string | undefined;
  message: string;
}

/**
 * Before a token in `window.name`, which outlives a navigation where cookies and storage do not. It is neither in an address
 * nor in the browser's history, and the next page of this site takes it away at once.
 */
const CARRIED_PREFIX = "token:";

export class Profile {
  /** A name that this server does not take is not shown to it again. It stays on the device: others may take it. */
  #rejectedName: string | undefined;

  constructor(private readonly store: Store) {
    if (!window.name.startsWith(CARRIED_PREFIX)) return;
    if (this.token === undefined) this.setToken(window.name.slice(CARRIED_PREFIX.length));
    window.name = "";
  }

  /** The name chosen on this device; `undefined` while the server's friendly one will do. */
  get name(): string | undefined {
    const name = this.store.get("name");
    return name === this.#rejectedName ? undefined : name;
  }

  get token(): string | undefined {
    return this.store.get("token");
  }

  rename(name: string): void {
    this.#rejectedName = undefined;
    this.store.set("name", name);
  }

  setToken(token: string): void {
    this.store.set("token", token);
  }

  /** To be called before a navigation to another page of this site: a browser that keeps nothing forgets who one is. */
  carryToken(): void {
    if (!this.store.isDurable && this.token !== undefined) window.name = CARRIED_PREFIX + this.token;
  }

  /**
   * Leaves out what a room would not take: a token that is not valid any more, a name longer than this server allows.
   * Nothing else is changed for a fault of something else.
   *
   * @returns whether asking again may help
   */
  recover({ code, message }: ProfileError): boolean {
    if (code === "unauthorized" || message.startsWith("token:")) {
      if (this.token === undefined) return false;
      this.store.remove("token");
      return true;
    }
    if (!message.startsWith("name:") || this.name === undefined) return false;
    this.#rejectedName = this.name;
    return true;
  }
}
