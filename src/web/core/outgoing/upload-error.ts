/** Why a file was not uploaded. */
export class UploadFailure extends Error {
  /**
   * @param reason a sentence for the user
   * @param kind `network`: is retried; `refused`: the user may retry; `final`: no retry will help
   */
  constructor(
    readonly reason: string,
    readonly kind: "network" | "refused" | "final",
  ) {
    super(reason);
  }
}
