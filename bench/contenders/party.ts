/** The usual library for rooms on Durable Objects. */
import { bundle } from "../servers/bundle.ts";
import { workerContender } from "./contender.ts";

export const party = workerContender(
  {
    name: "partyserver",
    does: "`broadcast` of the library, hibernating; stores, acknowledges and announces nothing",
    protocol: "party",
  },
  async () => ({
    script: await bundle(new URL("../workers/party.ts", import.meta.url)),
    compatibilityDate: "2026-11-02",
    compatibilityFlags: ["nodejs_compat"],
    durableObjects: { Rooms: "Party" },
    rooms: "Rooms",
    variables: {},
  }),
);
