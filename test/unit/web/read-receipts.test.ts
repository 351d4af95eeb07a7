/** What the page tells a room about how far its user has read. */
import { expect, test } from "vitest";
import { ReadReceipts } from "../../../src/web/core/messages/read-receipts.ts";
import { ManualClock } from "../../support/manual-clock.ts";

/** A page whose connection a test controls. */
function onPage() {
  const clock = new ManualClock();
  const sent: number[] = [];
  const network = { isConnected: true };
  const receipts = new ReadReceipts(clock, (seq) => {
    if (network.isConnected) sent.push(seq);
    return network.isConnected;
  });
  return { clock, sent, network, receipts };
}

test("receipts are sent rarely, and none that the room has already", () => {
  const { clock, sent, receipts } = onPage();
  receipts.setKnown(3);
  receipts.reached(3);
  clock.advance(60_000);
  expect(sent).toEqual([]);
  for (const seq of [4, 5, 6]) receipts.reached(seq);
  clock.advance(0);
  expect(sent).toEqual([6]);
  receipts.reached(7);
  receipts.setKnown(8);
  clock.advance(60_000);
  expect(sent).toEqual([6]);
});

test("a receipt is sent once, also if the room has forgotten it", () => {
  const { clock, sent, receipts } = onPage();
  receipts.reached(5);
  clock.advance(3_000);
  // The user has erased their data, or the room was deleted and created again.
  receipts.setKnown(0);
  clock.advance(60_000);
  expect(sent).toEqual([5]);
});

test("a receipt that was due while there was no connection is sent with the next one", () => {
  const { clock, sent, network, receipts } = onPage();
  network.isConnected = false;
  receipts.reached(5);
  clock.advance(3_000);
  expect(sent).toEqual([]);
  network.isConnected = true;
  receipts.setKnown(0);
  clock.advance(60_000);
  expect(sent).toEqual([5]);
});
