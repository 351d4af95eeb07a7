/** Engine.IO handshakes: rejections, CORS, cookies and options. */
import { raw } from "../scenario.ts";

export const protocol = raw([
  {
    name: "the handshake over polling announces the session",
    run: async (harness) => {
      await harness.handshake("alice");
    },
  },
  {
    name: "the handshake over WebSocket announces the session",
    run: async (harness) => {
      const alice = await harness.websocket("alice", "?EIO=4&transport=websocket");
      await alice.nextFrame();
    },
  },
  {
    name: "a longer path than the configured one is served as well",
    run: async (harness) => {
      await harness.http("alice", "?EIO=4&transport=polling", { path: `${harness.path}more/of/it` });
    },
  },
  {
    name: "options change the handshake",
    server: "FAST_HEARTBEAT",
    run: async (harness) => {
      await harness.handshake("alice");
    },
  },
  {
    name: "a server without upgrades announces none",
    server: "NO_UPGRADES",
    run: async (harness) => {
      await harness.handshake("alice");
    },
  },
  {
    name: "a wrong or missing protocol version is rejected",
    run: async (harness) => {
      for (const query of ["?transport=polling", "?EIO=3&transport=polling", "?EIO=5&transport=polling"])
        await harness.http("alice", query);
    },
  },
  {
    name: "a wrong or missing transport is rejected",
    run: async (harness) => {
      for (const query of [
        "",
        "?EIO=4",
        "?EIO=4&transport=",
        "?EIO=4&transport=carrier-pigeon",
        "?EIO=4&transport=webtransport",
        "?EIO=4&transport=__proto__",
        "?EIO=4&transport=websocket",
      ])
        await harness.http("alice", query);
    },
  },
  {
    name: "a handshake with a method other than GET is rejected",
    run: async (harness) => {
      for (const method of ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
        await harness.http("alice", "?EIO=4&transport=polling", { method });
    },
  },
  {
    name: "an unknown session id is rejected",
    run: async (harness) => {
      await harness.http("alice", "?EIO=4&transport=polling&sid=unknown");
      await harness.http("alice", "?EIO=4&transport=polling&sid=__proto__");
      await harness.http("alice", "?EIO=4&transport=polling&sid=unknown", { method: "POST", body: "40" });
      await harness.http("alice", "?EIO=4&transport=websocket&sid=unknown");
    },
  },
  {
    name: "a session is rejected with another transport and another protocol version",
    run: async (harness) => {
      const sid = await harness.handshake("alice");
      await harness.http("alice", `?EIO=4&transport=websocket&sid=${sid}`);
      await harness.http("alice", `?EIO=3&transport=polling&sid=${sid}`);
      await harness.http("alice", `?EIO=4&transport=polling&sid=${sid}`, { method: "POST", body: "40" });
      await harness.http("alice", `?EIO=4&transport=polling&sid=${sid}`);
    },
  },
  {
    name: "a session responds to unexpected methods",
    run: async (harness) => {
      const sid = await harness.handshake("alice");
      for (const method of ["PUT", "DELETE", "PATCH", "OPTIONS"])
        await harness.http("alice", `?EIO=4&transport=polling&sid=${sid}`, { method });
    },
  },
  {
    name: "a WebSocket is rejected with a status and a reason",
    run: async (harness) => {
      for (const [client, query] of [
        ["unknown transport", "?EIO=4&transport=carrier-pigeon"],
        ["no transport", "?EIO=4"],
        ["unknown session", "?EIO=4&transport=websocket&sid=unknown"],
      ] as const) {
        const socket = await harness.websocket(client, query);
        await socket.waitForRejection();
      }
    },
  },
  {
    name: "a WebSocket for the transport polling is closed",
    run: async (harness) => {
      const alice = await harness.websocket("alice", "?EIO=4&transport=polling");
      await alice.waitForClose();
    },
  },
  {
    name: "a server with only the WebSocket transport rejects polling",
    server: "WEBSOCKET_ONLY",
    run: async (harness) => {
      await harness.http("alice", "?EIO=4&transport=polling");
      const bob = await harness.websocket("bob", "?EIO=4&transport=websocket");
      await bob.nextFrame();
    },
  },
  {
    name: "allowRequest rejects with its reason, and allows other requests",
    server: "ALLOW_REQUEST",
    run: async (harness) => {
      await harness.http("alice", "?EIO=4&transport=polling");
      await harness.http("alice", "?EIO=4&transport=polling&key=open");
      const bob = await harness.websocket("bob", "?EIO=4&transport=websocket");
      await bob.waitForRejection();
      const carol = await harness.websocket("carol", "?EIO=4&transport=websocket&key=open");
      await carol.nextFrame();
    },
  },
  {
    name: "connection_error has the rejected request and the reason",
    run: async (harness) => {
      const watcher = await harness.connect("watcher", {
        transports: ["websocket"],
        auth: { observe: "errors" },
      });
      const sid = await harness.handshake("alice");
      for (const query of [
        "?EIO=3&transport=polling",
        "?EIO=4&transport=carrier-pigeon",
        "?EIO=4&transport=polling&sid=unknown",
        "?EIO=4&transport=websocket",
        `?EIO=4&transport=websocket&sid=${sid}`,
        `?EIO=3&transport=polling&sid=${sid}`,
      ]) {
        await harness.http("alice", query);
        await watcher.waitFor("saw");
      }
      await harness.http("alice", "?EIO=4&transport=polling", { method: "POST" });
      await watcher.waitFor("saw");
      const bob = await harness.websocket("bob", "?EIO=4&transport=websocket&sid=unknown");
      await bob.waitForRejection();
      await watcher.waitFor("saw");
    },
  },
  {
    name: "CORS: a preflight and requests of an allowed origin",
    server: "CORS",
    run: async (harness) => {
      const headers = { Origin: "https://chat.example" };
      await harness.http("alice", "?EIO=4&transport=polling", {
        method: "OPTIONS",
        headers: {
          ...headers,
          "Access-Control-Request-Method": "POST",
          "Access-Control-Request-Headers": "x-test",
        },
      });
      const sid = await harness.handshake("alice", "", headers);
      const query = `?EIO=4&transport=polling&sid=${sid}`;
      await harness.http("alice", query, { method: "POST", body: "40", headers });
      await harness.http("alice", query, { headers });
      await harness.http("alice", "?EIO=4&transport=polling&sid=unknown", { headers });
    },
  },
  {
    name: "CORS: an origin that an expression allows, another origin, and no origin",
    server: "CORS",
    run: async (harness) => {
      for (const origin of ["https://a.trusted.example", "https://evil.example"]) {
        await harness.handshake(origin, "", { Origin: origin });
        await harness.http(origin, "?EIO=4&transport=polling", {
          method: "OPTIONS",
          headers: { Origin: origin },
        });
      }
      await harness.handshake("no origin");
    },
  },
  {
    name: "without CORS options no response allows an origin",
    run: async (harness) => {
      await harness.handshake("alice", "", { Origin: "https://chat.example" });
    },
  },
  {
    name: "CORS headers are on the response to a WebSocket",
    server: "CORS",
    run: async (harness) => {
      const alice = await harness.websocket("alice", "?EIO=4&transport=websocket", {
        Origin: "https://chat.example",
      });
      await alice.nextFrame();
    },
  },
  {
    name: "the cookie option sets the session id once",
    server: "COOKIE",
    run: async (harness) => {
      const sid = await harness.handshake("alice");
      const query = `?EIO=4&transport=polling&sid=${sid}`;
      await harness.http("alice", query, { method: "POST", body: "40" });
      await harness.http("alice", query);
      const bob = await harness.websocket("bob", "?EIO=4&transport=websocket");
      await bob.nextFrame();
    },
  },
]);
