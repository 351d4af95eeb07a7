/** The keys to a private room that somebody brings along: an invite in the address, a passphrase they typed. */
export class RoomCredentials {
  invite: string | undefined;
  passphrase: string | undefined;
  #wasInvited = false;

  /** Takes the invite out of the address, so that it is in no bookmark and in nobody's sight. */
  static fromAddress(): RoomCredentials {
    const keys = new RoomCredentials();
    const address = new URL(location.href);
    const invite = address.searchParams.get("invite");
    if (invite !== null) {
      keys.#wasInvited = true;
      // What cannot be an invite opens nothing, and would be refused with all that is shown beside it.
      if (/^[\w-]{1,128}$/.test(invite)) keys.invite = invite;
      address.searchParams.delete("invite");
      history.replaceState(history.state, "", address);
    }
    return keys;
  }

  /**
   * They opened nothing, and are not tried again.
   *
   * @returns whether there was an invite among them
   */
  rejected(): boolean {
    const wasInvited = this.#wasInvited;
    this.clear();
    return wasInvited;
  }

  /** They have done what they are for: whoever is in needs none again. */
  clear(): void {
    this.invite = undefined;
    this.passphrase = undefined;
    this.#wasInvited = false;
  }

  /** As a part of `auth`. */
  get auth(): { invite?: string; passphrase?: string } {
    return {
      ...(this.invite === undefined ? {} : { invite: this.invite }),
      ...(this.passphrase === undefined ? {} : { passphrase: this.passphrase }),
    };
  }
}
