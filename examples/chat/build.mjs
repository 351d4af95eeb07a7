/** Copies the client to where Socket.IO on Node serves it. `wrangler dev` and `wrangler deploy` run this. */
import { copyFileSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";

const client = createRequire(import.meta.url).resolve("socket.io-client/dist/socket.io.js");
mkdirSync("public/socket.io", { recursive: true });
copyFileSync(client, "public/socket.io/socket.io.js");
