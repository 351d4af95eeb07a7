/** Why a file was not uploaded. */
export class UploadFailure extends Error {
  /**
   * @param reason half a sentence, to stand after a colon
   * @param kind `network`: another attempt may do, and is made; `refused`: another attempt may do, once something has
   * changed; `final`: no attempt will do
   */
  constructor(
    readonly reason: string,
    readonly kind: "network" | "refused" | "final",
  ) {
    super(reason);
  }
}
