/** A minimal room on a Durable Object. */
import { bundle } from "../servers/bundle.ts";
import { workerContender } from "./contender.ts";

export const bareObject = workerContender(
  {
    name: "bare Durable Object",
    does: "loops over its hibernating sockets with one send each; stores, acknowledges and announces nothing",
    protocol: "plain",
  },
  async () => ({
    script: await bundle(new URL("../workers/bare-object.ts", import.meta.url)),
    compatibilityDate: "2026-11-02",
    compatibilityFlags: [],
    durableObjects: { ROOMS: "BareObject" },
    rooms: "ROOMS",
    variables: {},
  }),
);
