/** What every route works with, in Hono's terms. */
import type { Context } from "hono";
import type { Env } from "../env.ts";

export type AppEnv = { Bindings: Env };
export type AppContext = Context<AppEnv>;
