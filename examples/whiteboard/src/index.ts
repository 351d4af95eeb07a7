/** The Worker: each board is an object of its own. The page is a static asset. */
export { Board } from "./board.ts";

const SOCKETS = /^\/boards\/([a-z0-9-]{1,64})\/socket\.io\//;

export default {
  fetch(request, env) {
    const [, board] = SOCKETS.exec(new URL(request.url).pathname) ?? [];
    if (board === undefined) return new Response("Not found", { status: 404 });
    return env.BOARDS.getByName(board).fetch(request);
  },
} satisfies ExportedHandler<Env>;
