import { expect, it } from "vitest";
import { UploadLimiter } from "../../../src/room/files/upload-limiter.ts";
import { HandTurnedClock } from "../../support/hand-turned-clock.ts";

it("uploads under way are few for each person and each network, and one that never ends is forgotten", () => {
  const clock = new HandTurnedClock();
  const uploads = new UploadLimiter(clock, { uploadsPerPerson: 2, uploadsPerAddress: 3, uploadMs: 60_000 });
  const begin = (id: string, owner: string, network?: string) => {
    uploads.check(owner, network);
    uploads.begin(id, owner, network);
  };
  const refused = expect.objectContaining({ code: "rate_limited", retryAfter: expect.any(Number) });
  begin("1", "ada", "203.0.113.1");
  begin("2", "ada", "203.0.113.1");
  expect(() => begin("3", "ada", "198.51.100.1")).toThrow(refused);
  begin("4", "bob", "203.0.113.1");
  expect(() => begin("5", "eve", "203.0.113.1")).toThrow(refused);
  begin("6", "eve", "198.51.100.1");
  begin("7", "grace");
  uploads.end("1");
  begin("8", "ada", "203.0.113.1");
  clock.turn(60_000);
  begin("9", "ada", "203.0.113.1");
});
