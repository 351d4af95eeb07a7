/** Where the files of all rooms are stored: an R2 bucket, which a deployment may go without. */
import { createMiddleware } from "hono/factory";
import { failure } from "../../shared/contract/errors.ts";
import type { AppEnv } from "../app-env.ts";
import { sendFailure } from "../middleware/errors.ts";

const NO_FILES = failure("not_found", "This deployment stores no files.");

/** Sets `bucket`, or answers `not_found` in a deployment without one. */
export const fileBucket = createMiddleware<AppEnv>(async (c, next) => {
  if (c.env.FILES === undefined) return sendFailure(c, NO_FILES);
  c.set("bucket", c.env.FILES);
  return next();
});
