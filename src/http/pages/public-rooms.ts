/** The first public rooms for the front page. A directory that does not answer in time is left to the page's script. */
import { directoryStub } from "../../directory/directory-stub.ts";
import { resultWithin } from "../../platform/with-timeout.ts";
import type { DirectoryPage } from "../../shared/contract/directory.ts";
import { PUBLIC_ROOMS_SHOWN } from "../../shared/contract/page-preview.ts";
import { limitsFrom } from "../../shared/limits.ts";
import type { AppContext } from "../app-env.ts";
import { mayRequest } from "../middleware/rate-limit.ts";

/** How long the page waits for the list, in milliseconds. Meanwhile the browser shows what is above it. */
const TIMEOUT = 400;

/** @returns undefined if the directory failed or was too slow */
export async function publicRooms(c: AppContext): Promise<DirectoryPage | undefined> {
  if (c.req.method !== "GET") return undefined;
  try {
    return await resultWithin(TIMEOUT, readRooms(c));
  } catch {
    // The page's script asks again, and shows the error.
    return undefined;
  }
}

async function readRooms(c: AppContext): Promise<DirectoryPage | undefined> {
  if (!(await mayRequest(c))) return undefined;
  const limit = Math.min(PUBLIC_ROOMS_SHOWN, limitsFrom(c.env).directoryPage);
  return directoryStub(c.env).list({ limit });
}
