/** Errors that are posted to the operator. */
import { describe, expect, it, vi } from "vitest";
import { ErrorWebhook } from "../../src/platform/error-webhook.ts";

const REPORT = { event: "room.request", room: "0f", error: "TypeError", at: "at f (room.ts:1:2)" };

/** A receiver that answers with `status`, or rejects. */
function receiver(status: number | "unreachable" = 200) {
  const posted: { address: string; init: RequestInit; body: Record<string, unknown> }[] = [];
  const work: Promise<unknown>[] = [];
  let now = 0;
  const webhook = new ErrorWebhook("https://errors.example/hook", {
    fetch: async (address, init) => {
      posted.push({ address, init, body: JSON.parse(String(init.body)) });
      if (status === "unreachable") throw new TypeError("unreachable hunter2");
      return new Response("hunter2", { status });
    },
    now: () => now,
    waitUntil: (promise) => work.push(promise),
  });
  return {
    webhook,
    posted,
    settled: () => Promise.all(work),
    pass: (ms: number) => {
      now += ms;
    },
  };
}

describe("the webhook for errors", () => {
  it("gets what the log has, with a deadline, and follows no redirect", async () => {
    const { webhook, posted, settled } = receiver();
    webhook.report(REPORT);
    await settled();
    expect(posted).toMatchObject([
      {
        address: "https://errors.example/hook",
        init: { method: "POST", redirect: "manual", signal: expect.any(AbortSignal) },
        body: { ...REPORT, text: "room.request: TypeError", skipped: 0 },
      },
    ]);
  });

  it("gets five at once, then one every half a minute, with the number of those between", async () => {
    const { webhook, posted, pass } = receiver();
    for (let errors = 0; errors < 20; errors++) webhook.report(REPORT);
    expect(posted).toHaveLength(5);
    pass(29_999);
    webhook.report(REPORT);
    expect(posted).toHaveLength(5);
    pass(1);
    webhook.report(REPORT);
    webhook.report(REPORT);
    expect(posted.map(({ body }) => body.skipped)).toEqual([0, 0, 0, 0, 0, 16]);
  });

  it("gets no more at once if half a minute since the start ends meanwhile", () => {
    const { webhook, posted, pass } = receiver();
    pass(59_999);
    for (let errors = 0; errors < 6; errors++) webhook.report(REPORT);
    pass(1);
    webhook.report(REPORT);
    expect(posted).toHaveLength(5);
    pass(29_999);
    webhook.report(REPORT);
    expect(posted).toHaveLength(6);
  });

  it.each([500, 302, "unreachable"] as const)(
    "may fail with %s: that is logged, and not posted",
    async (status) => {
      const logged: string[] = [];
      const spy = vi.spyOn(console, "error").mockImplementation((line) => logged.push(line));
      const { webhook, posted, settled } = receiver(status);
      webhook.report(REPORT);
      await settled();
      spy.mockRestore();
      expect(posted).toHaveLength(1);
      expect(logged).toHaveLength(1);
      expect(logged.join()).toContain("error-webhook.failed");
      expect(logged.join()).not.toContain("hunter2");
    },
  );
});
