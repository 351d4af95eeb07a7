/** The state of requests that a form or a list makes. */
import { expect, it } from "vitest";
import { PendingRequest } from "../../../src/web/ui/use-request.ts";

interface Page {
  ok: true;
  page: string;
}

/** Two requests of which the first is answered last, and what comes of them. */
async function answeredInReverse(request: PendingRequest): Promise<(string | undefined)[]> {
  const answers: ((answer: Page) => void)[] = [];
  const ask = () => new Promise<Page>((resolve) => answers.push(resolve));
  const results = [request.run(ask()), request.run(ask())];
  answers[1]?.({ ok: true, page: "second" });
  await results[1];
  answers[0]?.({ ok: true, page: "first" });
  return (await Promise.all(results)).map((answer) => answer?.page);
}

it("ignores an answer that is out of date, where only the last one counts", async () => {
  const request = new PendingRequest(true);
  expect(await answeredInReverse(request)).toEqual([undefined, "second"]);
  expect(request.done.peek()).toBe(true);
});

it("returns the answer of every request otherwise", async () => {
  expect(await answeredInReverse(new PendingRequest())).toEqual(["first", "second"]);
});
