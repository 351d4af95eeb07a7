/** A room of any size, computed from what its own object and one relay were measured to cost. */

import { burstPauseFor } from "../../src/room/broadcast/flush-window.ts";
import { MESSAGE_COST, weightOf } from "../../src/room/rate-limits/event-cost.ts";
import { LIMITS } from "../../src/shared/limits.ts";
import { largeRoomUsage } from "../cost/large-room.ts";
import { price } from "../cost/prices.ts";

/** Processor time in microseconds. */
export interface MeasuredCosts {
  /** Of the room's own object for a message that leaves alone, by the number of relays. */
  alone: readonly Point[];
  /** The same while messages come as fast as they are answered. */
  busy: readonly Point[];
  /** Of a relay for a delivery in a frame of its own, and for one of several in a frame. */
  frame: number;
  sharedFrame: number;
}

export interface Point {
  relays: number;
  cpu: number;
}

export interface ModelledRoom {
  sockets: number;
  socketsPerObject: number;
  relays: number;
  /** Processor time of the room's own object for a message that leaves alone, without its own sockets, in milliseconds. */
  ownerMs: number;
  /** From the room's getting a message to the last frame of the last relay, without the network, in milliseconds. */
  lastSocketMs: number;
  /** What the room's own object orders, stores and passes on in a second. */
  sequenced: number;
  /** What a relay delivers in a second. */
  delivered: number;
  /** What the limits of a room allow by default, in a second. */
  allowed: number;
  /** Of an hour in which all join and leave and one message is sent each second, in US dollars, with all pages visible. */
  dollarsAnHour: number;
}

/** @param sockets on all objects together: the room's own has its share */
export function modelOf(
  { alone, busy, frame, sharedFrame }: MeasuredCosts,
  { sockets, socketsPerObject }: { sockets: number; socketsPerObject: number },
): ModelledRoom {
  const relays = Math.max(0, Math.ceil(sockets / socketsPerObject) - 1);
  const ownSockets = Math.min(sockets, socketsPerObject);
  const ownerMs = at(alone, relays) / 1_000;
  const framesMs = (ownSockets * frame) / 1_000;
  return {
    ...{ sockets, socketsPerObject, relays, ownerMs },
    // The calls to relays leave when the object has written to its own sockets.
    lastSocketMs: burstPauseFor(ownSockets) + ownerMs + framesMs + (relays > 0 ? framesMs : 0),
    sequenced: 1e6 / at(busy, relays),
    delivered: 1e6 / (ownSockets * sharedFrame),
    allowed: LIMITS.roomLoadPerSecond / weightOf(MESSAGE_COST, undefined, ownSockets),
    dollarsAnHour: price(
      largeRoomUsage({ people: sockets, socketsPerObject, messages: 3_600, seconds: 3_600, hidden: 0 }).total,
    ),
  };
}

/** The value for a number of relays: on the line that is nearest to the points (least squares). */
export function at(points: readonly Point[], relays: number): number {
  const mean = (value: (point: Point) => number): number =>
    points.reduce((sum, point) => sum + value(point), 0) / points.length;
  const [x, y] = [mean((point) => point.relays), mean(({ cpu }) => cpu)];
  const spread = mean((point) => (point.relays - x) ** 2);
  const slope = spread === 0 ? 0 : mean((point) => (point.relays - x) * (point.cpu - y)) / spread;
  return y + slope * (relays - x);
}
