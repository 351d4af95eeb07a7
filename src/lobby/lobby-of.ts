/** Where the lobby is: one for all rooms of a deployment. */
import type { Env } from "../env.ts";
import type { Lobby } from "./lobby.ts";

export const lobbyOf = ({ LOBBY }: Pick<Env, "LOBBY">): DurableObjectStub<Lobby> => LOBBY.getByName("lobby");
