/** Limits of packets that are not events. */
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../src/shared/limits.ts";
import { SendQueue, UNACKNOWLEDGED_LIMIT } from "../../src/socketio/src/transports/send-queue.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { send } from "./app.ts";
import { SocketClient } from "./socket-client.ts";

describe("a connection that sends too many packets", () => {
  it.each([
    ["pings with something in them", "2x"],
    ["pongs that nobody asked for", "3"],
    ["asks to come in again", "40"],
    ["acknowledgements of nothing", "4399[]"],
    ["junk", "junk"],
  ])("is closed: %s", async (what, frame) => {
    const room = uniqueRoom("packets");
    const ada = await SocketClient.join(room);
    const bob = await SocketClient.join(room);
    for (let i = 0; i < LIMITS.packetBurst * 3; i++) ada.sendFrame(frame);
    await ada.disconnected();
    // Other clients do not notice.
    expect(
      await bob.request("message:send", { nonce: what.replaceAll(" ", "-"), text: "still here" }),
    ).toMatchObject({
      ok: true,
    });
  });

  it("is closed over long-polling as well", async () => {
    const packetsPolling = uniqueRoom("packets-polling");
    const path = `/rooms/${packetsPolling}/socket.io/?EIO=4&transport=polling`;
    const open = await (await send(path)).text();
    const { sid } = JSON.parse(open.slice(1)) as { sid: string };
    const post = (body: string) => send(`${path}&sid=${sid}`, { method: "POST", body });
    expect((await post("40")).status).toBe(200);
    const packets = Array.from({ length: LIMITS.packetBurst * 3 }, () => "2x").join("\x1e");
    await post(packets);
    expect((await post("2x")).status).toBe(400);
  });

  it("stays open with the packets of a busy client", async () => {
    const room = uniqueRoom("packets-lively");
    const ada = await SocketClient.join(room);
    for (let i = 0; i < 500; i++) ada.sendFrame("3");
    expect(await ada.request("message:send", { nonce: "1", text: "here" })).toMatchObject({ ok: true });
  });
});

describe("an unsolicited pong", () => {
  it("does not prove that the client reads", () => {
    const sent: unknown[] = [];
    const ws = { readyState: WebSocket.OPEN, send: (frame: unknown) => sent.push(frame), close() {} };
    const sendQueue = new SendQueue(ws as unknown as WebSocket, () => {});
    const half = "x".repeat(UNACKNOWLEDGED_LIMIT * 0.6);
    sendQueue.write(half);
    sendQueue.onPong(false);
    sendQueue.write(half);
    expect(sent.at(-1), "a ping as a barrier").toBe("2");
    sendQueue.write("waits");
    expect(sent).not.toContain("waits");
    sendQueue.onPong(false);
    expect(sent.at(-1)).toBe("waits");
    sendQueue.close();
  });
});
