/** Waiting with a timeout. */

/**
 * Waits until `work` is done, for at most `ms` milliseconds. The work continues after that. The timer is always cancelled: it
 * would keep a Durable Object awake.
 *
 * @throws what `work` throws within that time
 */
export async function withTimeout(ms: number, work: Promise<unknown>): Promise<void> {
  await resultWithin(ms, work);
}

/**
 * The same, with the result.
 *
 * @returns undefined if the work takes longer
 */
export function resultWithin<Result>(ms: number, work: Promise<Result>): Promise<Result | undefined> {
  // A signal that cancels `scheduler.wait` costs 25 us, and a room waits for each call to each of its relays.
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms, undefined);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** Something has not answered in time. Whether it does what was asked is not known. */
export class NoAnswer extends Error {}

/** Something was to be done, and whether it was is not known: `cause` is a {@link NoAnswer}, or what was thrown on the way. */
export class OutcomeUnknown extends Error {
  constructor(cause: unknown) {
    super("it is not known whether this was done", { cause });
  }
}

/**
 * The same, for work whose end has to be known.
 *
 * @param whom who was asked, for the message of the error
 * @throws {NoAnswer} if the work takes longer
 */
export async function answerWithin<Result>(ms: number, whom: string, work: Promise<Result>): Promise<Result> {
  const answered = await resultWithin(
    ms,
    work.then((result) => ({ result })),
  );
  if (answered === undefined) throw new NoAnswer(`${whom} did not answer in time`);
  return answered.result;
}
