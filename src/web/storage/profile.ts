/** The user on this device: the name, and the session token if the browser stores no cookies. */
import type { Store } from "./device-storage.ts";

/** An error of the room. Its message starts with the name of the invalid field and a colon. */
interface ProfileError {
  code?: string | undefined;
  message: string;
}

/**
 * The prefix of a token in `window.name`, which outlives a navigation without cookies and storage. It is neither in the
 * address nor in the history, and the next page of this site removes it at once.
 */
const CARRIED_PREFIX = "token:";

export class Profile {
  /** A token of the site that shows this page in a frame. It is never stored. */
  jwt: string | undefined;
  /** A name that this server rejected. It is not sent again, and stays on the device for others. */
  #rejectedName: string | undefined;

  constructor(private readonly store: Store) {
    if (!window.name.startsWith(CARRIED_PREFIX)) return;
    if (this.token === undefined) this.setToken(window.name.slice(CARRIED_PREFIX.length));
    window.name = "";
  }

  /** The name chosen on this device, if any; otherwise the server generates one. */
  get name(): string | undefined {
    const name = this.store.get("name");
    return name === this.#rejectedName ? undefined : name;
  }

  get token(): string | undefined {
    return this.store.get("token");
  }

  /** What identifies the user in a request over HTTP, without a cookie. */
  get bearer(): string | undefined {
    return this.jwt ?? this.token;
  }

  /** @returns restores the name before, unless there is another one by then */
  rename(name: string): () => void {
    const before = this.store.get("name");
    this.#rejectedName = undefined;
    this.store.set("name", name);
    return () => {
      if (this.store.get("name") !== name) return;
      if (before === undefined) this.store.remove("name");
      else this.store.set("name", before);
    };
  }

  setToken(token: string): void {
    this.store.set("token", token);
  }

  /** Carries the token to another page of this site, if the browser stores nothing. To be called before the navigation. */
  carryToken(): void {
    if (!this.store.isDurable && this.token !== undefined) window.name = CARRIED_PREFIX + this.token;
  }

  /**
   * Drops what the room has rejected: a token that is not valid any more, a name that is too long for this server.
   *
   * @returns whether a retry may succeed
   */
  recover({ code, message }: ProfileError): boolean {
    // The site has to give a new one.
    if (code === "unauthorized" && this.jwt !== undefined) return false;
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
