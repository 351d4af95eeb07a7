/** Requests to the account of the user: `/api/account`. */
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from "@simplewebauthn/browser";
import type {
  AccountChange,
  AccountData,
  AccountInfo,
  AccountState,
  DeviceLink,
  DeviceLinkPreview,
  Passkey,
  SignedIn,
} from "../../../shared/account.ts";
import type { Ack, WireError } from "../../../shared/contract/errors.ts";
import type { Author } from "../../../shared/contract/message.ts";
import type { Profile } from "../../storage/profile.ts";
import { sendJson } from "../send-json.ts";

/** The user's session in this browser: a token where it stores no cookies. */
type Session = Pick<Profile, "token" | "setToken">;

export class AccountRequests {
  /** @param noResponse the error of a request without an answer */
  constructor(
    private readonly session: Session,
    private readonly noResponse?: WireError,
  ) {}

  /** The account; without `account` where there is none. */
  info(): Promise<Ack<{ account?: AccountInfo }>> {
    return this.send("GET", "");
  }

  /** Everything that the account stores, apart from secrets. */
  data(): Promise<Ack<{ you: Author; account?: AccountData }>> {
    return this.send("GET", "/data");
  }

  /** Erases the account, and signs out every device. @param rooms those where the connections of the user end */
  erase(rooms: readonly string[]): Promise<Ack> {
    return this.send("DELETE", "", { rooms });
  }

  /** Makes a link for another device, and the account with the first one. */
  createLink(name: string, rooms: readonly string[]): Promise<Ack<DeviceLink & SignedIn>> {
    return this.#make("/links", { name, rooms });
  }

  /** Shares changes with the user's other devices, and answers with theirs. Outlives the page. */
  shareState(request: { rev?: number; changes: readonly AccountChange[] }): Promise<Ack<AccountState>> {
    return this.send("POST", "/state", request, true);
  }

  previewLink(link: string): Promise<Ack<DeviceLinkPreview>> {
    return this.send("POST", "/links/preview", { link });
  }

  redeemLink(link: string): Promise<Ack<SignedIn>> {
    return this.send("POST", "/links/redeem", { link });
  }

  /** The options of a new passkey. */
  creationOptions(): Promise<Ack<{ options: PublicKeyCredentialCreationOptionsJSON }>> {
    return this.send("POST", "/passkeys/options", {});
  }

  savePasskey(
    response: RegistrationResponseJSON,
    rooms: readonly string[],
  ): Promise<Ack<{ passkey: Passkey } & SignedIn>> {
    return this.#make("/passkeys", { response, rooms });
  }

  renamePasskey(id: string, name: string): Promise<Ack> {
    return this.send("POST", `/passkeys/${encodeURIComponent(id)}`, { name });
  }

  removePasskey(id: string): Promise<Ack> {
    return this.send("DELETE", `/passkeys/${encodeURIComponent(id)}`);
  }

  /** The options to sign in with a passkey. */
  requestOptions(): Promise<Ack<{ options: PublicKeyCredentialRequestOptionsJSON }>> {
    return this.send("POST", "/sign-in/options", {});
  }

  signIn(response: AuthenticationResponseJSON): Promise<Ack<SignedIn>> {
    return this.send("POST", "/sign-in", { response });
  }

  /** Makes a recovery code, which replaces the one before. */
  createRecoveryCode(name: string, rooms: readonly string[]): Promise<Ack<{ code: string } & SignedIn>> {
    return this.#make("/recovery-code", { name, rooms });
  }

  recover(code: string): Promise<Ack<SignedIn>> {
    return this.send("POST", "/recover", { code });
  }

  /** @param device an id, `current` or `all` */
  signOut(device: string): Promise<Ack> {
    return this.send("DELETE", `/devices/${encodeURIComponent(device)}`);
  }

  /** This browser has removed the data of a person who was signed out. */
  finishSignOut(): Promise<Ack> {
    return this.send("POST", "/signed-out", {});
  }

  /** Sends a request that makes the account where there is none. */
  async #make<Answer extends object>(path: string, body: object): Promise<Ack<Answer>> {
    const answer = await this.send<Answer>("POST", path, body);
    // The page of a room may follow the account from now on (`features/room/background-features.ts`).
    if (answer.ok) dispatchEvent(new Event("account-made"));
    return answer;
  }

  /**
   * Sends a request. A lost answer is a failure like any other. A new token of the session is stored.
   *
   * @param keepalive whether the request goes on when the page is closed
   */
  async send<Answer extends object>(
    method: string,
    path: string,
    body?: object,
    keepalive = false,
  ): Promise<Ack<Answer>> {
    const answer = await sendJson<Answer & { token?: string }>({
      method,
      path: `/api/account${path}`,
      body,
      token: this.session.token,
      keepalive,
      ...(this.noResponse && { noResponse: this.noResponse }),
    });
    if (answer.ok && answer.token !== undefined) this.session.setToken(answer.token);
    return answer;
  }
}
