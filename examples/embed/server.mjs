/** A site with users of its own and a room on its page. Run it beside a Socket Rocket server, see README.md. */
import { createHmac } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";

const { PORT = "8788", CHAT_URL = "http://127.0.0.1:8787", ROOM = "orchard", IDENTITY_SECRET } = process.env;
if (!IDENTITY_SECRET) throw new Error("Set IDENTITY_SECRET to the secret of the chat server.");

/** A real site knows its user from a session. */
const user = { id: "customer-42", name: "Ada" };

const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A JSON Web Token for ten minutes (RFC 7519), signed with HMAC-SHA-256. */
function chatToken({ id, name }) {
  const exp = Math.floor(Date.now() / 1_000) + 600;
  const signed = `${encode({ alg: "HS256", typ: "JWT" })}.${encode({ sub: id, name, exp })}`;
  return `${signed}.${createHmac("sha256", IDENTITY_SECRET).update(signed).digest("base64url")}`;
}

const escapeHtml = (text) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

const page = await readFile(new URL("index.html", import.meta.url), "utf8");

createServer((request, response) => {
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  if (pathname === "/chat-token") {
    // For this page only: a token is the user.
    response
      .writeHead(200, { "Content-Type": "text/plain", "Cache-Control": "no-store" })
      .end(chatToken(user));
  } else if (pathname === "/") {
    const values = { name: user.name, room: ROOM, chat: CHAT_URL, jwt: chatToken(user) };
    const html = page.replace(/\{\{(\w+)\}\}/g, (_, name) => escapeHtml(values[name]));
    response
      .writeHead(200, { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" })
      .end(html);
  } else response.writeHead(404).end();
}).listen(Number(PORT), "localhost", () => console.log(`http://localhost:${PORT}`));
