/** Turnstile inside the tests: what its documentation says of `siteverify`, for real keys and for the published keys for tests. */
import { onTestFinished, vi } from "vitest";

const URL_OF_TURNSTILE = "https://challenges.cloudflare.com/turnstile/v0/siteverify";

/** Cloudflare's published keys for tests. */
export const TEST_KEYS = {
  site: "1x00000000000000000000AA",
  passes: "1x0000000000000000000000000000000AA",
  fails: "2x0000000000000000000000000000000AA",
  spent: "3x0000000000000000000000000000000AA",
  /** What the widget returns for every site key for tests. */
  token: "XXXX.DUMMY.TOKEN.XXXX",
};

/** Keys of a widget, with the form of real ones. */
export const KEYS = { site: "0x4AAAAAAAAAAAAAAAAAAAAA", secret: "0x4AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" };

interface Issued {
  hostname: string;
  action: string;
}

export class TurnstileService {
  /** The bodies of all requests. */
  readonly requests: Record<string, string>[] = [];
  /** Replaces the answer. */
  answer: (() => Response | Promise<Response>) | undefined;
  readonly #valid = new Map<string, Issued>();

  /** Replaces `fetch` for Turnstile until the test ends. */
  constructor() {
    const real = globalThis.fetch;
    const spy = vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init = {}) => {
      if (String(input) !== URL_OF_TURNSTILE) return real(input, init);
      const body = Object.fromEntries(new URLSearchParams(String(init.body)));
      this.requests.push(body);
      return this.answer?.() ?? Response.json(this.#verify(body));
    });
    onTestFinished(() => void spy.mockRestore());
  }

  /** A token as the widget of a page returns it. */
  issue(action: string, hostname = "localhost"): string {
    const token = crypto.randomUUID();
    this.#valid.set(token, { action, hostname });
    return token;
  }

  #verify({ secret = "", response = "" }: Record<string, string>): object {
    const fails = (code: string) => ({ success: false, "error-codes": [code], messages: [] });
    if (secret === TEST_KEYS.passes)
      return { success: true, "error-codes": [], hostname: "example.com", metadata: { interactive: false } };
    if (secret === TEST_KEYS.fails) return fails("invalid-input-response");
    if (secret === TEST_KEYS.spent) return fails("timeout-or-duplicate");
    if (secret !== KEYS.secret) return fails("invalid-input-secret");
    const issued = this.#valid.get(response);
    if (issued === undefined) return fails("invalid-input-response");
    this.#valid.delete(response);
    return { success: true, "error-codes": [], challenge_ts: new Date().toISOString(), cdata: "", ...issued };
  }
}
