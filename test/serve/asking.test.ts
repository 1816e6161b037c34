/** What clients do with a member that stands still: its system takes the connection, and nobody answers. */
import { once } from "node:events";
import { createServer as createHttpServer, type Server as HttpServer } from "node:http";
import { type AddressInfo, createServer, type Server } from "node:net";
import { expect, it, onTestFinished, vi } from "vitest";
import { ask } from "../../src/cli/log-client.js";

async function urlOf(server: Server | HttpServer): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Takes connections, and says nothing. */
async function standing(): Promise<{ readonly client: string; readonly dialled: () => Promise<unknown> }> {
  const server = createServer();
  const client = await urlOf(server);
  server.on("connection", (socket) => onTestFinished(() => void socket.destroy()));
  onTestFinished(() => void server.close());
  return { client, dialled: () => once(server, "connection") };
}

/** Answers all but `silent`, and keeps what it was asked. */
async function answering(silent = ""): Promise<{ readonly client: string; readonly asked: string[] }> {
  const asked: string[] = [];
  const server = createHttpServer(({ method, url }, response) => {
    asked.push(`${method} ${url}`);
    if (url !== silent) response.end("{}");
  });
  const client = await urlOf(server);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { client, asked };
}

it("one that stands still is passed over, and nothing is sent to it; one that stops before it answers leaves open what it did", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  const [live, slow] = [await answering(), await answering("/v1/commands")];
  const post = { method: "POST", body: "{}" };
  for (const init of [{}, post]) {
    // another one each time: fetch keeps a connection on which nothing was asked yet
    const still = await standing();
    const dialled = still.dialled();
    const members = [still, live].map(({ client }, id) => ({ id, client }));
    const answer = ask(members, "/v1/commands", init);
    await dialled;
    await vi.advanceTimersByTimeAsync(5000);
    expect((await answer).status).toBe(200);
  }
  expect(live.asked).toEqual(["GET /v1/commands", "GET /healthz", "POST /v1/commands"]);

  const both = [slow, live].map(({ client }, id) => ({ id, client }));
  const answer = ask(both, "/v1/commands", post).catch((error: Error) => error.message);
  await vi.waitFor(() => expect(slow.asked).toContain("POST /v1/commands"));
  await vi.advanceTimersByTimeAsync(35_000);
  expect(await answer).toMatch(/no answer within 35 s\): what was asked for may still come true/);
  expect(live.asked).toHaveLength(3);
});
