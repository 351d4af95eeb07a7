/** The events of the people in a room: the member list, idleness, names, and the request that opened a connection. */
import { seenRequest } from "../../shared/seen-request.ts";
import type { Schemas } from "../../shared/validation/schemas.ts";
import type { FrameBatcher } from "../broadcast/frame-batcher.ts";
import type { PassiveSockets } from "../broadcast/passive-sockets.ts";
import { type EventTable, Reply } from "../event-table.ts";
import type { PushSubscriptionStore } from "../push/subscription-store.ts";
import { DEFAULT_COST, LIGHT_COST } from "../rate-limits/event-cost.ts";
import { RoomError } from "../room-error.ts";
import type { MemberList } from "./member-list.ts";
import type { PresenceTracker } from "./presence.ts";

export interface MemberEventsDependencies {
  schemas: Schemas;
  presence: PresenceTracker;
  memberList: Pick<MemberList, "page">;
  pushSubscriptions: Pick<PushSubscriptionStore, "rename">;
  passiveSockets: Pick<PassiveSockets, "setVisible">;
  frameBatcher: Pick<FrameBatcher, "changed">;
}

type MemberEventName = "members:get" | "presence:set" | "profile:set" | "wire:handshake";

export function memberEvents(deps: MemberEventsDependencies): EventTable<MemberEventName> {
  const { schemas, presence, memberList, pushSubscriptions, passiveSockets, frameBatcher } = deps;
  return {
    "members:get": {
      schema: schemas.members,
      permission: "connected",
      cost: { weight: 2 },
      before: () => presence.ready(),
      handle: (query) => memberList.page(query),
    },
    "presence:set": {
      schema: schemas.presence,
      permission: "connected",
      cost: LIGHT_COST,
      async handle({ idle, visible }, { socket }) {
        const isNew = await presence.setIdle(socket, idle);
        return new Reply({}, () => {
          if (visible !== undefined) passiveSockets.setVisible(socket, visible);
          if (isNew) frameBatcher.changed("presence");
        });
      },
    },
    "profile:set": {
      schema: schemas.profile,
      permission: "rename",
      cost: { weight: 1 },
      async handle({ name }, { socket }) {
        if (socket.data.fixedName)
          throw new RoomError("forbidden", "The name comes from the token (auth.jwt).");
        const member = await presence.rename(socket, name);
        pushSubscriptions.rename(member.id, member.name);
        return new Reply({ member }, () => frameBatcher.changed("presence"));
      },
    },
    // For pages, which cannot see their own headers. Nothing is kept for it that is not kept anyway, after a sleep too. Of
    // `Accept-Encoding` it has what the edge left; `/api/wire` has what the client sent.
    "wire:handshake": {
      schema: schemas.nothing,
      permission: "connected",
      cost: DEFAULT_COST,
      handle(_, { socket }) {
        const { method = "GET", url = "/", headers } = socket.request;
        const pairs = Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
        return { handshake: seenRequest(method, url, pairs) };
      },
    },
  };
}
