/** Samples of code that sends an event, in JavaScript and Python. */

export const JAVASCRIPT_SETUP = `import { io } from "socket.io-client";

const socket = io("https://chat.example", {
  path: "/rooms/general/socket.io/",
  auth: { name: "Polo" }, // or { token }: of a bot, or welcome.you.token of an earlier connection
});
socket.on("welcome", ({ room, messages }) => console.log(room, messages.length));
socket.on("messages", (messages) => messages.forEach(({ from, text }) => console.log(from.name, text)));`;

export const PYTHON_SETUP = `import asyncio

import socketio


async def main():
    sio = socketio.AsyncClient()

    @sio.on("messages")
    async def on_messages(messages):
        for message in messages:
            print(message["from"]["name"], message["text"])

    await sio.connect("https://chat.example", socketio_path="/rooms/general/socket.io", auth={"name": "Polo"})
    await sio.wait()


asyncio.run(main())`;

/** Sends an event and waits for its acknowledgement, with the `socket` of {@link JAVASCRIPT_SETUP}. */
export const javascriptSample = (event: string, payload: object): string =>
  `const answer = await socket.timeout(10_000).emitWithAck(${JSON.stringify(event)}, ${javascriptOf(payload)});`;

/** The same with the `sio` of {@link PYTHON_SETUP}. */
export const pythonSample = (event: string, payload: object): string =>
  `answer = await sio.call(${JSON.stringify(event)}, ${pythonOf(payload)}, timeout=10)`;

function javascriptOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(javascriptOf).join(", ")}]`;
  const fields = Object.entries(value).map(([name, field]) => `${name}: ${javascriptOf(field)}`);
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}

function pythonOf(value: unknown): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(pythonOf).join(", ")}]`;
  const fields = Object.entries(value).map(([name, field]) => `${JSON.stringify(name)}: ${pythonOf(field)}`);
  return `{${fields.join(", ")}}`;
}
