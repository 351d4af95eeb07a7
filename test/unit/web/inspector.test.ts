/** How the network inspector counts frames and reads packets. */
import { expect, test } from "vitest";
import { frameHeaderSize } from "../../../src/web/features/inspector/recording/framing.ts";
import { readPacket } from "../../../src/web/features/inspector/recording/packet.ts";
import { Recorder } from "../../../src/web/features/inspector/recording/recorder.ts";
import { layerSizes, packetsOf, segmentsOf } from "../../../src/web/features/inspector/recording/segments.ts";
import { tallyOf, totalsOf } from "../../../src/web/features/inspector/recording/totals.ts";

test("the size of a frame's header depends on its payload as in RFC 6455, and the page's frames are masked", () => {
  expect([0, 125, 126, 65_535, 65_536].map((size) => frameHeaderSize(size, false))).toEqual([2, 2, 4, 4, 10]);
  expect([0, 125, 126, 65_535, 65_536].map((size) => frameHeaderSize(size, true))).toEqual([6, 6, 8, 8, 14]);
});

test("all frames are counted, and the newest stored", () => {
  const recorder = new Recorder();
  const link = recorder.addConnection("websocket");
  for (let i = 0; i < 1_000; i++) recorder.addFrame(link, i % 2 === 0 ? "out" : "in", `42["n",${i}]`);
  const payload = Array.from({ length: 1_000 }, (_, i) => `42["n",${i}]`.length);
  const sizeOf = (rest: number) => payload.reduce((sum, size, i) => sum + (i % 2 === rest ? size : 0), 0);
  expect(totalsOf(tallyOf(recorder), undefined)).toEqual({
    out: { transport: 500 * 6, protocol: 500 * 2, data: sizeOf(0) - 500 * 2 },
    in: { transport: 500 * 2, protocol: 500 * 2, data: sizeOf(1) - 500 * 2 },
  });
  expect(recorder.records.length).toBeLessThan(500);
  expect(recorder.records.length + recorder.dropped.frames).toBe(1_000);
  expect(recorder.records.at(-1)).toMatchObject({ direction: "in", data: '42["n",999]' });
  recorder.clear();
  expect(tallyOf(recorder)).toMatchObject({ packets: 0, frames: 0 });
});

test("a frame with several packets is read and counted as all of them", () => {
  const recorder = new Recorder();
  const packets = ['0{"sid":"a"}', '40{"sid":"b"}', '42["welcome",{}]'];
  recorder.addFrame(recorder.addConnection("websocket"), "in", packets.join("\x1e"));
  const [record] = recorder.records;
  if (record === undefined) throw new Error("nothing was recorded");
  expect(packetsOf(record).map(({ text }) => text)).toEqual(packets);
  const data = '["welcome",{}]'.length;
  const sizes = { transport: 2, protocol: packets.join("\x1e").length - data, data };
  expect(layerSizes(segmentsOf(record, undefined))).toEqual(sizes);
  expect(tallyOf(recorder)).toMatchObject({ packets: 3, frames: 1 });
  expect(totalsOf(tallyOf(recorder), undefined)?.in).toEqual(sizes);
});

test.each([
  ["2", { engine: "ping", rest: "", data: "" }],
  ["2probe", { engine: "ping", rest: "probe", data: "" }],
  ['0{"sid":"a"}', { engine: "open", rest: '{"sid":"a"}', data: "" }],
  ['40{"sid":"a"}', { engine: "message", socket: "CONNECT", rest: '{"sid":"a"}', data: "" }],
  ['42["a",1]', { socket: "EVENT", event: "a", ackId: "", data: '["a",1]' }],
  ['4217["a b\\"c"]', { socket: "EVENT", event: 'a b\\"c', ackId: "17", data: '["a b\\"c"]' }],
  ['42/admin,7["a"]', { socket: "EVENT", namespace: "/admin,", ackId: "7", data: '["a"]' }],
  ["430[]", { socket: "ACK", ackId: "0", data: "[]" }],
  ['452-/n,3["b",{}]', { socket: "BINARY_EVENT", attachments: "2-", namespace: "/n,", ackId: "3" }],
  ['44{"message":"no"}', { socket: "CONNECT_ERROR", rest: '{"message":"no"}', data: "" }],
  ["6", { engine: "noop", data: "" }],
])("%s is decoded as the protocols define it", (text, packet) => {
  expect(readPacket(text)).toMatchObject(packet);
});
