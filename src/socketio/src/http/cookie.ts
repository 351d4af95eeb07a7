/** The session cookie that Engine.IO can set on a handshake. */

/// <reference path="./cookie-module.d.ts" />
import { serialize } from "cookie";

/**
 * Attributes of the session cookie. They carry Socket.IO's names and meanings.
 *
 * Source: https://socket.io/docs/v4/server-options/#cookie
 *
 * @example
 * ```ts
 * import type { CookieOptions, SocketIOOptions } from "socket.io-durable-objects";
 *
 * const cookie: CookieOptions = { name: "io", httpOnly: true, secure: true, sameSite: "strict", maxAge: 86_400 };
 * export const options: SocketIOOptions = { cookie };
 * ```
 */
export interface CookieOptions {
  name?: string;
  path?: string;
  domain?: string;
  httpOnly?: boolean;
  secure?: boolean;
  sameSite?: boolean | "lax" | "strict" | "none";
  /** In seconds. */
  maxAge?: number;
  expires?: Date;
}

/** Serializes the `Set-Cookie` value that carries the session id. */
export const sessionCookie = (id: string, options: CookieOptions): string =>
  serialize(options.name ?? "io", id, options);
