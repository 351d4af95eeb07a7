/** The listeners that a socket gets with the first event that needs them. */
import { EventEmitter } from "node:events";
import { expect, it } from "vitest";
import { LazyHandlers } from "../../../src/room/lazy-handlers.ts";
import type { RoomSocket } from "../../../src/room/room-io.ts";

/** A socket that listens to `usual`. */
function socketWithUsual(): RoomSocket & EventEmitter {
  const socket = new EventEmitter();
  socket.on("usual", () => {});
  return socket as RoomSocket & EventEmitter;
}

it("reach a socket with the first event it has no listener for, whatever the event is called, and once", () => {
  const rare = new LazyHandlers([
    { listen: (socket) => void (socket as unknown as EventEmitter).on("entirely-new", () => {}) },
    { listen: (socket) => void (socket as unknown as EventEmitter).on("room:update", () => {}) },
  ]);
  const socket = socketWithUsual();
  rare.addFor(socket, "usual");
  expect(socket.eventNames()).toEqual(["usual"]);
  rare.addFor(socket, "entirely-new");
  rare.addFor(socket, "unheard-of");
  expect(socket.eventNames()).toEqual(["usual", "entirely-new", "room:update"]);
  expect(socket.listenerCount("entirely-new")).toBe(1);
});
