import { env } from "cloudflare:workers";

/** Whether an object of a room has so few connections here that most clients are on relays: `npm run test:relays`. */
export const HAS_RELAYS = Reflect.get(env, "LIMIT_SOCKETS_PER_OBJECT") !== undefined;
