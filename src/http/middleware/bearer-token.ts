/** The token in the header `Authorization` of a request (RFC 6750, section 2.1). */
import type { Context } from "hono";

/** A token may have spaces. HTTP removes those at the end; a pattern that did would take seconds for a header full of them. */
const BEARER = /^Bearer +(\S.*)$/i;

/**
 * The token of `Authorization: Bearer <token>`; undefined without one. It is not checked: a token that cannot be valid is for
 * the caller to reject, so that a request with a wrong one is never taken for a request with a cookie.
 */
export const bearerToken = (c: Pick<Context, "req">): string | undefined =>
  c.req.header("Authorization")?.match(BEARER)?.[1];
