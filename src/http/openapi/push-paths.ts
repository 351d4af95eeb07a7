/** Operations on subscriptions to Web Push. */
import type { Limits } from "../../shared/limits.ts";
import { schemasFor } from "../../shared/validation/schemas.ts";
import { AUTHENTICATED, describe, type Paths, ROOM_PARAMETER } from "./operation.ts";
import { type ApiSchemas, answer } from "./schemas.ts";

export function pushPaths(schemas: ApiSchemas, limits: Limits): Paths {
  const { pushSubscription, pushRemoval } = schemasFor(limits);
  return {
    "/api/rooms/{room}/push": {
      parameters: [ROOM_PARAMETER],
      put: describe(
        {
          operationId: "subscribePush",
          summary: "Notifies a device of the user of a room's messages, or changes of which",
          description:
            "Notices are sent by Web Push (RFC 8030, 8291, 8292) while no page of the user is visible. The endpoint must belong to a known push service.",
          security: AUTHENTICATED,
          requestBody: pushSubscription,
          responses: { 200: ["It is stored.", answer({})] },
          errors: [
            "invalid",
            "too_large",
            "unauthorized",
            "forbidden",
            "banned",
            "not_found",
            "rate_limited",
          ],
          isOfRoom: true,
        },
        schemas,
      ),
      delete: describe(
        {
          operationId: "unsubscribePush",
          summary: "Ends the notices of a room on a device of the user",
          security: AUTHENTICATED,
          requestBody: pushRemoval,
          responses: { 200: ["It is removed, or there was none.", answer({})] },
          errors: ["invalid", "too_large", "unauthorized", "forbidden", "rate_limited"],
          isOfRoom: true,
        },
        schemas,
      ),
    },
  };
}
