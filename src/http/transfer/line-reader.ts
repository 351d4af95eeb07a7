/** Reads a body line by line, with a bounded memory, however long a line is. */

/** A line of a body. */
export interface TextLine {
  /** 1 for the first line that is read, or what it was told to begin with. */
  number: number;
  text: string;
}

/** A line that cannot be read. The lines before it were. */
export class LineError extends Error {
  constructor(
    readonly code: "invalid" | "too_large",
    readonly line: number,
    problem: string,
  ) {
    super(`line ${line}: ${problem}`);
  }
}

const NEWLINE = 0x0a;

/**
 * The lines of a body. The body is read only as fast as the lines are taken.
 *
 * @param first the number of the first line
 * @param maxBytes of a line
 * @throws {LineError} for a line that is too long, or is not UTF-8, and where the connection was cut
 */
export async function* readLines(
  body: ReadableStream<Uint8Array>,
  first: number,
  maxBytes: number,
): AsyncGenerator<TextLine> {
  let number = first;
  let parts: Uint8Array[] = [];
  let length = 0;
  const add = (bytes: Uint8Array): void => {
    length += bytes.length;
    if (length > maxBytes) throw new LineError("too_large", number, `a line has at most ${maxBytes} bytes`);
    if (bytes.length > 0) parts.push(bytes);
  };
  const take = (): TextLine => {
    const line = { number, text: decode(parts, number) };
    parts = [];
    length = 0;
    number++;
    return line;
  };
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(() => {
        throw new LineError("invalid", number, "the connection was cut here");
      });
      if (done) break;
      let start = 0;
      for (let end = value.indexOf(NEWLINE); end >= 0; end = value.indexOf(NEWLINE, start)) {
        add(value.subarray(start, end));
        start = end + 1;
        yield take();
      }
      add(value.subarray(start));
    }
    if (length > 0) yield take();
  } finally {
    // The rest is read by the middleware `drainBody`.
    reader.releaseLock();
  }
}

function decode(parts: readonly Uint8Array[], line: number): string {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: line !== 1 });
  try {
    return parts.map((part) => decoder.decode(part, { stream: true })).join("") + decoder.decode();
  } catch {
    throw new LineError("invalid", line, "not UTF-8");
  }
}
