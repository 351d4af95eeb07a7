/** The published types of the contract, used by a client in another project. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { repository } from "../support/build.ts";

const run = promisify(execFile);

const CLIENT = `
import { io, type Socket } from "socket.io-client";
import type { ClientToServerEvents, Message, ServerToClientEvents, Welcome } from "./socket-rocket.js";

const socket: Socket<ServerToClientEvents, ClientToServerEvents> = io("http://localhost:8787", {
  path: "/rooms/general/socket.io/",
});
socket.on("welcome", ({ you, messages }: Welcome) => console.log(you.name, messages.length));
socket.on("messages", (messages: Message[]) => {
  for (const { text, replyTo, attachments } of messages) console.log(text, replyTo, attachments?.[0]?.path);
});
const answer = await socket.emitWithAck("message:send", { nonce: "1", text: "hello", replyTo: 1 });
if (answer.ok) console.log(answer.message.seq);
else console.log(answer.error.code === "rate_limited", answer.error.retryAfter);
// @ts-expect-error a number is not a text
socket.emit("message:send", { nonce: "1", text: 7 }, () => {});
// @ts-expect-error there is no event with this name
socket.emit("message:shout", { text: "hello" });
// @ts-expect-error there is no such code
console.log(!answer.ok && answer.error.code === "no_such_code");
`;

test("a client in another project compiles with the published types", async () => {
  const folder = await mkdtemp(join(tmpdir(), "socket-rocket-client-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await run(process.execPath, ["scripts/build-types.mjs", join(folder, "socket-rocket.d.ts")], {
    cwd: repository,
  });
  await symlink(join(repository, "node_modules"), join(folder, "node_modules"));
  await writeFile(join(folder, "client.ts"), CLIENT);
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
  await writeFile(
    join(folder, "tsconfig.json"),
    JSON.stringify({
      compilerOptions: {
        strict: true,
        noEmit: true,
        target: "es2022",
        module: "nodenext",
        lib: ["es2024", "dom"],
        types: [],
      },
      files: ["client.ts"],
    }),
  );
  const tsc = join(repository, "node_modules/typescript/bin/tsc");
  const checked = await run(process.execPath, [tsc, "-p", folder]).catch(
    (error: { stdout: string }) => error,
  );
  expect(checked.stdout).toBe("");
});
