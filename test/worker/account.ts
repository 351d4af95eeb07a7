/** Browsers and programs of a person, as the account tests use them. */

import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect } from "vitest";
import { sessionCookie } from "../../src/auth/cookie.ts";
import { newSession, type Session } from "../../src/auth/session.ts";
import { sessionSigner } from "../../src/auth/session-signer.ts";
import type { DeviceLink, SignedIn } from "../../src/shared/account.ts";
import { send } from "./app.ts";

/** `Ack` as a test reads it. */
export type Answer = { ok: boolean; error?: { code: string } } & Record<string, never>;

/** A browser: it keeps the session cookie that the server sets. */
export class Browser {
  private constructor(public cookie: string) {}

  /** A browser of a new visitor. */
  static async create(session: Session = newSession(Date.now())): Promise<Browser> {
    const header = await sessionCookie(session, true, await sessionSigner(env));
    return new Browser(header.split(";")[0] ?? "");
  }

  /** A second browser with the same cookie. */
  copy(): Browser {
    return new Browser(this.cookie);
  }

  /** The session in the cookie; undefined where there is none. */
  async session(): Promise<Session | undefined> {
    const token = this.cookie.slice(this.cookie.indexOf("=") + 1);
    return (await sessionSigner(env)).read(token, Date.now());
  }

  /** The headers of a connection. */
  get headers(): Record<string, string> {
    return { Cookie: this.cookie };
  }

  /** Sends a request, and keeps the cookie of the answer. */
  async send(path: string, init: RequestInit = {}): Promise<Response> {
    const response = await send(path, { ...init, headers: { ...init.headers, Cookie: this.cookie } });
    const set = response.headers.get("Set-Cookie");
    if (set !== null) this.cookie = set.split(";")[0] ?? "";
    return response;
  }

  /** Sends JSON to a path below `/api/account`. */
  async post<Body = Answer>(path: string, body: object = {}, headers: HeadersInit = {}): Promise<Body> {
    const response = await this.send(`/api/account${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
    return response.json();
  }

  async delete<Body = Answer>(path: string): Promise<Body> {
    return (await this.send(`/api/account${path}`, { method: "DELETE" })).json();
  }

  async get<Body = Answer>(path = ""): Promise<Body> {
    return (await this.send(`/api/account${path}`)).json();
  }
}

/** The answer to a request for a link. */
export type Link = DeviceLink & SignedIn & { ok: true };

export const FIREFOX = {
  "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
};

/** A second browser that is signed in by a link of the first. */
export async function linked(first: Browser, body: object = {}): Promise<Browser> {
  const { link } = await first.post<Link>("/links", body);
  const second = await Browser.create();
  expect(await second.post("/links/redeem", { link }, FIREFOX)).toMatchObject({ ok: true });
  return second;
}

/** How many rows and values an account stores. */
export const storedBy = (person: string): Promise<number> =>
  runInDurableObject(env.ACCOUNTS.getByName(person), (_, { storage }) => {
    const tables = storage.sql.exec(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'",
    );
    return tables.toArray().length + [...storage.kv.list()].length;
  });
