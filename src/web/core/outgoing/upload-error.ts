/** Why a file was not uploaded. */
export class UploadFailure extends Error {
  /**
   * @param reason a sentence for the user
   * @param siteKey of Turnstile, where the user has to prove first that they are a person
   * @param kind `network`: is retried; `refused`: the user may retry; `final`: no retry will help
   */
  constructor(
    readonly reason: string,
    readonly kind: "network" | "refused" | "final",
    readonly siteKey?: string,
  ) {
    super(reason);
  }
}
