/** Who one is on this device: the name chosen last, and the token of a visitor whose browser keeps no cookies. */
import type { ErrorCode } from "../../protocol/errors.ts";
import type { Store } from "./storage.ts";

export class Profile {
  constructor(private readonly store: Store) {}

  /** The name chosen on this device; `undefined` while the server's friendly one will do. */
  get name(): string | undefined {
    return this.store.get("name");
  }

  get token(): string | undefined {
    return this.store.get("token");
  }

  rename(name: string): void {
    this.store.set("name", name);
  }

  keep(token: string): void {
    this.store.set("token", token);
  }

  /** Forgets what a room would not take: a token that ran out, a name longer than this server allows. */
  mend(code: ErrorCode | undefined): boolean {
    const key = code === "unauthorized" ? "token" : code === "invalid" || code === "too_large" ? "name" : "";
    if (key === "" || this.store.get(key) === undefined) return false;
    this.store.remove(key);
    return true;
  }
}
