import { expect, it } from "vitest";
import { UploadLimiter } from "../../../src/room/files/upload-limiter.ts";
import { ManualClock } from "../../support/manual-clock.ts";

it("a person and a network have a limited number of uploads in progress, and one that never ends expires", () => {
  const clock = new ManualClock();
  const uploads = new UploadLimiter(clock, { uploadsPerPerson: 2, uploadsPerAddress: 3, uploadMs: 60_000 });
  const start = (id: string, owner: string, network?: string) => {
    uploads.check(owner, network);
    uploads.start(id, owner, network);
  };
  const refused = expect.objectContaining({ code: "rate_limited", retryAfter: expect.any(Number) });
  start("1", "ada", "203.0.113.1");
  start("2", "ada", "203.0.113.1");
  expect(() => start("3", "ada", "198.51.100.1")).toThrow(refused);
  start("4", "bob", "203.0.113.1");
  expect(() => start("5", "eve", "203.0.113.1")).toThrow(refused);
  start("6", "eve", "198.51.100.1");
  start("7", "grace");
  uploads.finish("1");
  start("8", "ada", "203.0.113.1");
  clock.advance(60_000);
  start("9", "ada", "203.0.113.1");
});
