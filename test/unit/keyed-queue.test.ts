/** Work that runs one at a time for each key. */
import { describe, expect, it } from "vitest";
import { KeyedQueue } from "../../src/platform/keyed-queue.ts";

describe("a queue by key", () => {
  it("runs work of one key in order, also after a failure, and that of another key meanwhile", async () => {
    const queue = new KeyedQueue();
    const ran: string[] = [];
    const { promise, reject } = Promise.withResolvers<void>();
    const first = queue.run("a", () => promise);
    const second = queue.run("a", async () => ran.push("second"));
    await queue.run("b", async () => ran.push("other"));
    expect(ran).toEqual(["other"]);
    reject(new Error("failed"));
    await expect(first).rejects.toThrow("failed");
    await second;
    expect(await queue.run("a", async () => ran.push("third"))).toBe(3);
    expect(ran).toEqual(["other", "second", "third"]);
  });
});
