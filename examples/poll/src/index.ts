/** The Worker: issues tokens, and hands sockets to the object. The page is a static asset. */
import { issueToken } from "./auth.ts";

export { Polls } from "./polls.ts";

export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    if (pathname.startsWith("/socket.io/")) return env.POLLS.getByName("all").fetch(request);
    if (pathname !== "/login" || request.method !== "POST") return new Response("Not found", { status: 404 });
    const name = (await request.text()).trim().slice(0, 40);
    if (name === "") return new Response("A name is missing", { status: 400 });
    return new Response(await issueToken(name, env.JWT_SECRET));
  },
} satisfies ExportedHandler<Env>;
