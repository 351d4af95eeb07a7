/** Engine.IO handshakes: what is refused and how, CORS, cookies, and the options that change them. */
import { raw } from "../scenario.ts";

export const protocol = raw([
  {
    name: "the handshake over polling announces the session",
    play: async (stage) => {
      await stage.handshake("alice");
    },
  },
  {
    name: "the handshake over WebSocket announces the session",
    play: async (stage) => {
      const alice = await stage.websocket("alice", "?EIO=4&transport=websocket");
      await alice.frame();
    },
  },
  {
    name: "a longer path than the configured one is served as well",
    play: async (stage) => {
      await stage.http("alice", "?EIO=4&transport=polling", { path: `${stage.path}more/of/it` });
    },
  },
  {
    name: "options change the handshake",
    server: "HASTY",
    play: async (stage) => {
      await stage.handshake("alice");
    },
  },
  {
    name: "a server without upgrades announces none",
    server: "NO_UPGRADES",
    play: async (stage) => {
      await stage.handshake("alice");
    },
  },
  {
    name: "a wrong or missing protocol version is refused",
    play: async (stage) => {
      for (const query of ["?transport=polling", "?EIO=3&transport=polling", "?EIO=5&transport=polling"])
        await stage.http("alice", query);
    },
  },
  {
    name: "a wrong or missing transport is refused",
    play: async (stage) => {
      for (const query of [
        "",
        "?EIO=4",
        "?EIO=4&transport=",
        "?EIO=4&transport=carrier-pigeon",
        "?EIO=4&transport=webtransport",
        "?EIO=4&transport=__proto__",
        "?EIO=4&transport=websocket",
      ])
        await stage.http("alice", query);
    },
  },
  {
    name: "a handshake by another method than GET is refused",
    play: async (stage) => {
      for (const method of ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
        await stage.http("alice", "?EIO=4&transport=polling", { method });
    },
  },
  {
    name: "a session that does not exist is refused",
    play: async (stage) => {
      await stage.http("alice", "?EIO=4&transport=polling&sid=unknown");
      await stage.http("alice", "?EIO=4&transport=polling&sid=__proto__");
      await stage.http("alice", "?EIO=4&transport=polling&sid=unknown", { method: "POST", body: "40" });
      await stage.http("alice", "?EIO=4&transport=websocket&sid=unknown");
    },
  },
  {
    name: "a session is refused to another transport and another protocol version",
    play: async (stage) => {
      const sid = await stage.handshake("alice");
      await stage.http("alice", `?EIO=4&transport=websocket&sid=${sid}`);
      await stage.http("alice", `?EIO=3&transport=polling&sid=${sid}`);
      await stage.http("alice", `?EIO=4&transport=polling&sid=${sid}`, { method: "POST", body: "40" });
      await stage.http("alice", `?EIO=4&transport=polling&sid=${sid}`);
    },
  },
  {
    name: "a session answers methods that nobody expects",
    play: async (stage) => {
      const sid = await stage.handshake("alice");
      for (const method of ["PUT", "DELETE", "PATCH", "OPTIONS"])
        await stage.http("alice", `?EIO=4&transport=polling&sid=${sid}`, { method });
    },
  },
  {
    name: "a WebSocket is refused with a status and a reason",
    play: async (stage) => {
      for (const [who, query] of [
        ["unknown transport", "?EIO=4&transport=carrier-pigeon"],
        ["no transport", "?EIO=4"],
        ["unknown session", "?EIO=4&transport=websocket&sid=unknown"],
      ] as const) {
        const socket = await stage.websocket(who, query);
        await socket.refused();
      }
    },
  },
  {
    name: "a WebSocket for the transport polling is closed",
    play: async (stage) => {
      const alice = await stage.websocket("alice", "?EIO=4&transport=polling");
      await alice.closed();
    },
  },
  {
    name: "a server of WebSockets alone refuses polling",
    server: "WEBSOCKET_ONLY",
    play: async (stage) => {
      await stage.http("alice", "?EIO=4&transport=polling");
      const bob = await stage.websocket("bob", "?EIO=4&transport=websocket");
      await bob.frame();
    },
  },
  {
    name: "allowRequest refuses with its reason, and lets others in",
    server: "REFUSING",
    play: async (stage) => {
      await stage.http("alice", "?EIO=4&transport=polling");
      await stage.http("alice", "?EIO=4&transport=polling&key=open");
      const bob = await stage.websocket("bob", "?EIO=4&transport=websocket");
      await bob.refused();
      const carol = await stage.websocket("carol", "?EIO=4&transport=websocket&key=open");
      await carol.frame();
    },
  },
  {
    name: "connection_error tells the server what was refused and why",
    play: async (stage) => {
      const watcher = await stage.connect("watcher", {
        transports: ["websocket"],
        auth: { observe: "errors" },
      });
      const sid = await stage.handshake("alice");
      for (const query of [
        "?EIO=3&transport=polling",
        "?EIO=4&transport=carrier-pigeon",
        "?EIO=4&transport=polling&sid=unknown",
        "?EIO=4&transport=websocket",
        `?EIO=4&transport=websocket&sid=${sid}`,
        `?EIO=3&transport=polling&sid=${sid}`,
      ]) {
        await stage.http("alice", query);
        await watcher.sees("saw");
      }
      await stage.http("alice", "?EIO=4&transport=polling", { method: "POST" });
      await watcher.sees("saw");
      const bob = await stage.websocket("bob", "?EIO=4&transport=websocket&sid=unknown");
      await bob.refused();
      await watcher.sees("saw");
    },
  },
  {
    name: "CORS: a preflight and requests of an allowed origin",
    server: "CORS",
    play: async (stage) => {
      const headers = { Origin: "https://chat.example" };
      await stage.http("alice", "?EIO=4&transport=polling", {
        method: "OPTIONS",
        headers: {
          ...headers,
          "Access-Control-Request-Method": "POST",
          "Access-Control-Request-Headers": "x-test",
        },
      });
      const sid = await stage.handshake("alice", "", headers);
      const query = `?EIO=4&transport=polling&sid=${sid}`;
      await stage.http("alice", query, { method: "POST", body: "40", headers });
      await stage.http("alice", query, { headers });
      await stage.http("alice", "?EIO=4&transport=polling&sid=unknown", { headers });
    },
  },
  {
    name: "CORS: an origin that an expression allows, another one, and none",
    server: "CORS",
    play: async (stage) => {
      for (const origin of ["https://a.trusted.example", "https://evil.example"]) {
        await stage.handshake(origin, "", { Origin: origin });
        await stage.http(origin, "?EIO=4&transport=polling", {
          method: "OPTIONS",
          headers: { Origin: origin },
        });
      }
      await stage.handshake("no origin");
    },
  },
  {
    name: "without CORS options no origin is named",
    play: async (stage) => {
      await stage.handshake("alice", "", { Origin: "https://chat.example" });
    },
  },
  {
    name: "CORS headers are on the answer to a WebSocket",
    server: "CORS",
    play: async (stage) => {
      const alice = await stage.websocket("alice", "?EIO=4&transport=websocket", {
        Origin: "https://chat.example",
      });
      await alice.frame();
    },
  },
  {
    name: "the cookie option sends the session's id once",
    server: "COOKIE",
    play: async (stage) => {
      const sid = await stage.handshake("alice");
      const query = `?EIO=4&transport=polling&sid=${sid}`;
      await stage.http("alice", query, { method: "POST", body: "40" });
      await stage.http("alice", query);
      const bob = await stage.websocket("bob", "?EIO=4&transport=websocket");
      await bob.frame();
    },
  },
]);
