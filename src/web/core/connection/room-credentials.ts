/** The credentials for a private room: an invite from the address, a passphrase from the user. */
export class RoomCredentials {
  invite: string | undefined;
  passphrase: string | undefined;
  #wasInvited = false;

  /** Removes the invite from the address, so that it is neither visible nor in a bookmark. */
  static fromAddress(): RoomCredentials {
    const credentials = new RoomCredentials();
    const address = new URL(location.href);
    const invite = address.searchParams.get("invite");
    if (invite !== null) {
      credentials.#wasInvited = true;
      // A malformed invite would make the room reject the other credentials, too.
      if (/^[\w-]{1,128}$/.test(invite)) credentials.invite = invite;
      address.searchParams.delete("invite");
      history.replaceState(history.state, "", address);
    }
    return credentials;
  }

  /**
   * Removes the credentials after the room has rejected them.
   *
   * @returns whether there was an invite
   */
  rejected(): boolean {
    const wasInvited = this.#wasInvited;
    this.clear();
    return wasInvited;
  }

  /** Removes the credentials. An admitted member does not need them again. */
  clear(): void {
    this.invite = undefined;
    this.passphrase = undefined;
    this.#wasInvited = false;
  }

  /** The credentials as a part of `auth`. */
  get auth(): { invite?: string; passphrase?: string } {
    return {
      ...(this.invite === undefined ? {} : { invite: this.invite }),
      ...(this.passphrase === undefined ? {} : { passphrase: this.passphrase }),
    };
  }
}
