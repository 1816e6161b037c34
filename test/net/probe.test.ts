/**
 * A look at a peer leaves nothing behind: a node that waits looks again and again, and Node.js prints a warning of its own to
 * stderr once eleven listeners hang on one signal. Looked for: nobody listens, somebody who hangs up, somebody silent.
 */
import { getEventListeners } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { expect, it } from "vitest";
import { probe } from "../../src/net/probe.js";

it.each<[what: string, meet: ((socket: Socket) => void) | null]>([
  ["nobody", null],
  ["who hangs up", (socket) => socket.destroy()],
  ["who is silent", (socket) => socket.resume()],
])("%s: no listener is left on the signal", async (_what, meet) => {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket.on("error", () => {}));
    meet?.(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  if (meet === null) await new Promise((resolve) => server.close(resolve));
  const { signal } = new AbortController();
  await probe({ host: "127.0.0.1", port }, undefined, { limitMs: 300, signal });
  expect(getEventListeners(signal, "abort")).toEqual([]);
  for (const socket of sockets) socket.destroy();
  server.close();
});
