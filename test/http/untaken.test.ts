/** Answers that a client asks for and does not take: how long they stay, and how many of them. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as after } from "node:timers/promises";
import type { HttpBindings } from "@hono/node-server";
import type { Hono } from "hono";
import { expect, it, onTestFinished } from "vitest";
import { serveOnLoopback } from "../../src/http/loopback.js";

const UNTAKEN_MS = 400;

/** More than the kernel holds for a reader that has stalled. */
const LARGE = "x".repeat(16_000_000);

async function served(addRoutes: (app: Hono) => void): Promise<number> {
  const server = await serveOnLoopback(0, addRoutes, { untakenMsMax: UNTAKEN_MS });
  onTestFinished(() => server.close());
  return Number(new URL(server.url).port);
}

function asking(port: number, paths: readonly string[]): Socket {
  const socket = connect(port, "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  const head = `Host: localhost:${port}\r\n`;
  socket.write(paths.map((path) => `GET ${path} HTTP/1.1\r\n${head}\r\n`).join(""));
  return socket;
}

it("an answer that is not taken is let go, and its connection with it", async () => {
  let letGo!: Promise<unknown>;
  const port = await served((app) =>
    app.get("/", (c) => {
      letGo = once((c.env as HttpBindings).outgoing, "close");
      return c.text(LARGE);
    }),
  );
  const socket = asking(port, ["/"]);
  // it takes the first bytes and no more
  await once(socket, "readable");
  await Promise.race([letGo, after(20 * UNTAKEN_MS).then(() => Promise.reject(new Error("it is held on")))]);
  const taken = await text(socket).catch(() => "");
  expect(taken.length).toBeLessThan(LARGE.length);
});

it("an answer that takes longer to make, and one that is taken slowly, come as a whole", async () => {
  const port = await served((app) => {
    app.get("/later", async (c) => {
      await after(1.5 * UNTAKEN_MS);
      return c.text("here it is");
    });
    app.get("/large", (c) => c.text(LARGE));
  });
  expect(await (await fetch(`http://localhost:${port}/later`)).text()).toBe("here it is");
  const slow = await fetch(`http://localhost:${port}/large`);
  let [length, rest] = [0, 0];
  for await (const piece of slow.body as ReadableStream<Uint8Array>) {
    length += piece.length;
    if (length - rest < 4_000_000) continue;
    rest = length;
    await after(UNTAKEN_MS / 3);
  }
  expect(length).toBe(LARGE.length);
});

it("a connection that waits for 16 answers is let go at the next request, before that is looked at", async () => {
  const asked: string[] = [];
  const port = await served((app) =>
    app.get("/:n", (c) => {
      asked.push(c.req.param("n"));
      return new Promise<Response>(() => undefined);
    }),
  );
  const paths = (count: number) => Array.from({ length: count }, (_, n) => `/${n}`);
  const many = asking(port, paths(17));
  await once(many, "close");
  expect(asked).toEqual(Array.from({ length: 16 }, (_, n) => String(n)));
});
