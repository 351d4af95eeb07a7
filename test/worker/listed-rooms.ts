/** Reads the directory of public rooms. */
import { expect } from "vitest";
import type { DirectoryPage } from "../../src/shared/contract/index.ts";
import { send } from "./app.ts";
import type { SocketClient } from "./socket-client.ts";

export async function listRooms(query = ""): Promise<DirectoryPage> {
  const response = await send(`/api/rooms${query}`);
  expect(response.status).toBe(200);
  return (await response.json()) as DirectoryPage;
}

export const findListed = async (name: string) =>
  (await listRooms(`?query=${name}`)).rooms.find((room) => room.name === name);

export const say = (visitor: SocketClient, nonce = "1") =>
  visitor.request("message:send", { nonce, text: "hello" });
