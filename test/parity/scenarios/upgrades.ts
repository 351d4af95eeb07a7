/** The upgrade of a polling session to a WebSocket, without a client library. */
import { PollingSession } from "../clients/polling-session.ts";
import { raw } from "../scenario.ts";

export const upgrades = raw([
  {
    name: "an upgrade sends the probe and a noop, and then queued packets over the WebSocket",
    run: async (harness) => {
      const alice = await PollingSession.join(harness, "alice");
      const socket = await harness.websocket("alice's WebSocket", alice.query("websocket"));
      await new Promise((resolve) => socket.socket.once("open", resolve));
      const poll = alice.pollMeanwhile();
      await socket.send("2probe");
      await socket.nextFrame();
      await poll;
      await alice.post('42["repeat","queued during the upgrade"]\x1e42["repeat","and another"]');
      await socket.send("5");
      await socket.nextFrame();
      await socket.nextFrame();
      await socket.send('42["repeat","over the WebSocket"]', '420["describe"]');
      await socket.nextFrame();
      await socket.nextFrame();
    },
  },
  {
    name: "after an upgrade polling is rejected",
    run: async (harness) => {
      const alice = await PollingSession.join(harness, "alice");
      const socket = await harness.websocket("alice's WebSocket", alice.query("websocket"));
      await new Promise((resolve) => socket.socket.once("open", resolve));
      await socket.send("2probe");
      await socket.nextFrame();
      await socket.send("5", '420["sync"]');
      await socket.nextFrame();
      await alice.poll();
      await alice.post('42["repeat","by polling"]');
      await socket.send('420["echo","still here"]');
      await socket.nextFrame();
    },
  },
  {
    name: "a second WebSocket for a session is closed",
    run: async (harness) => {
      const alice = await PollingSession.join(harness, "alice");
      const first = await harness.websocket("first", alice.query("websocket"));
      await new Promise((resolve) => first.socket.once("open", resolve));
      await first.send("2probe");
      await first.nextFrame();
      const second = await harness.websocket("second", alice.query("websocket"));
      await second.waitForClose();
      await first.send("5", '420["sync"]');
      await first.nextFrame();
      const third = await harness.websocket("third", alice.query("websocket"));
      await third.waitForClose();
      await first.send('420["echo","still here"]');
      await first.nextFrame();
    },
  },
  {
    name: "a probe that does not finish is closed, and polling continues",
    server: "SHORT_UPGRADE_TIMEOUT",
    run: async (harness) => {
      // On a busy machine it is closed before it is probed.
      harness.recorder.ignore("alice's WebSocket");
      const alice = await PollingSession.join(harness, "alice");
      const socket = await harness.websocket("alice's WebSocket", alice.query("websocket"));
      await new Promise((resolve) => socket.socket.once("open", resolve));
      await socket.send("2probe");
      await socket.waitForClose();
      await alice.post('420["echo","still here"]');
      await alice.pollFor("still here");
    },
  },
  {
    name: "a WebSocket that sends no probe is closed, and polling continues",
    run: async (harness) => {
      const alice = await PollingSession.join(harness, "alice");
      const socket = await harness.websocket("alice's WebSocket", alice.query("websocket"));
      await new Promise((resolve) => socket.socket.once("open", resolve));
      await socket.send('42["repeat","without a probe"]');
      await socket.waitForClose();
      await alice.post('420["echo","still here"]');
      await alice.poll();
    },
  },
  {
    name: "a WebSocket that closes during the probe does not affect polling",
    run: async (harness) => {
      const alice = await PollingSession.join(harness, "alice");
      const socket = await harness.websocket("alice's WebSocket", alice.query("websocket"));
      await new Promise((resolve) => socket.socket.once("open", resolve));
      await socket.send("2probe");
      await socket.nextFrame();
      socket.socket.close();
      await socket.waitForClose();
      await alice.post('420["echo","still here"]');
      await alice.pollFor("still here");
    },
  },
]);
