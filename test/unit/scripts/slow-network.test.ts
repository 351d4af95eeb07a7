/** The proxy that `npm run pagespeed` measures through. */
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { SlowNetwork } from "../../../bench/pagespeed/slow-network.ts";

const WRITES = 300;
const CLIENTS = 12;

/** The n-th of many small writes, of different lengths. */
const written = (n: number): Buffer => Buffer.alloc(37 + ((n * 7) % 300), n % 251);

test("everything passes through a slow network in order, also in a busy process", async () => {
  const server = createServer((socket) => {
    let n = 0;
    const writeNext = () => {
      if (n >= WRITES) return void socket.end();
      socket.write(written(n++));
      setTimeout(writeNext, n % 5 === 0 ? 1 : 0);
    };
    socket.once("data", writeNext);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const network = await SlowNetwork.to((server.address() as AddressInfo).port);
  const work = setInterval(() => {
    const until = performance.now() + 6;
    while (performance.now() < until);
  }, 7);
  onTestFinished(() => {
    clearInterval(work);
    network.close();
    server.close();
  });

  const expected = Buffer.concat(Array.from({ length: WRITES }, (_, n) => written(n)));
  const results = await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      const client = connect(Number(new URL(network.url).port), "127.0.0.1");
      const chunks: Buffer[] = [];
      client.on("data", (chunk: Buffer) => chunks.push(chunk));
      client.write("go");
      await once(client, "close");
      return Buffer.concat(chunks).equals(expected);
    }),
  );
  expect(results).toEqual(Array(CLIENTS).fill(true));
  expect(network.received).toBe(CLIENTS * expected.length);
});
