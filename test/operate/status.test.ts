/** `node --status-port`: health and metrics of a real node in a real run, and who may ask for them. */
import { request } from "node:http";
import { connect, createServer, type Socket } from "node:net";
import { beforeAll, expect, it, onTestFinished } from "vitest";
import type { Health } from "../../src/operate/status.js";
import { Member } from "../hostile/member.js";
import { agreed, type Loyal, type Stage, stage, startLoyal } from "../hostile/stage.js";
import { strategos } from "../run/strategos.js";
import { installParser, parsed } from "./prometheus.js";

beforeAll(installParser, 600_000);

interface Watched {
  readonly node: Loyal;
  readonly url: string;
}

async function startWatched(on: Stage, id: number): Promise<Watched> {
  const node = startLoyal(on, id, "--status-port", "0");
  const shown = /health and metrics on (http:\/\/127\.0\.0\.1:\d+\/)healthz/;
  await node.said(shown);
  return { node, url: shown.exec(node.heardSoFar())![1]! };
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

function ask(url: string, path: string, headers: Record<string, string> = {}, method = "GET") {
  return new Promise<Answer>((resolve, reject) => {
    const asked = request(new URL(path, url), { headers, method, agent: false }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (part: string) => {
        body += part;
      });
      const type = response.headers["content-type"] ?? "";
      response.on("end", () => resolve({ status: response.statusCode ?? 0, type, body }));
    });
    asked.on("error", reject);
    asked.end();
  });
}

async function healthOf(url: string): Promise<Health & { readonly status: number }> {
  const { status, body } = await ask(url, "/healthz");
  return { status, ...(JSON.parse(body) as Health) };
}

/** `name{label="value"}` → value */
async function metricsOf(url: string): Promise<Map<string, number>> {
  const { status, type, body } = await ask(url, "/metrics");
  expect([status, type]).toEqual([200, "text/plain; version=0.0.4; charset=utf-8"]);
  return new Map(
    parsed(body).flatMap(({ samples }) =>
      samples.map(({ name, labels, value }) => {
        const pairs = Object.entries(labels).map(([label, text]) => `${label}="${text}"`);
        return [pairs.length === 0 ? name : `${name}{${pairs.join(",")}}`, value] as const;
      }),
    ),
  );
}

it("a node is seen waiting, running and decided, in numbers that Prometheus reads", async () => {
  // Round 1 stays open until node 4 has reported, and the run until it has said DONE: it does neither before it is told to.
  const on = await stage({ n: 4, lines: ["roundTimeout: 60s"] });
  const { node, url } = await startWatched(on, 2);
  await expect.poll(() => healthOf(url)).toMatchObject({ status: 200, state: "waiting", unheard: [1, 3, 4] });
  const waiting = await metricsOf(url);
  expect(waiting.get("strategos_peers_heard")).toBe(0);
  expect(waiting.get('strategos_state{state="waiting"}')).toBe(1);
  expect(waiting.get("strategos_decided")).toBe(0);

  const others = [1, 3].map((id) => startLoyal(on, id));
  const held: Record<"report" | "done", (() => void)[]> = { report: [], done: [] };
  const member = await Member.join(on, 4, ({ type, to, parts }) => {
    if (type === "ready") return [parts];
    held[type].push(() => member.say(to, parts));
    return [];
  });
  await expect.poll(() => healthOf(url)).toMatchObject({ state: "running", round: 1, unheard: [] });
  const running = await metricsOf(url);
  expect(running.get("strategos_round")).toBe(1);
  expect(running.get("strategos_peers_heard")).toBe(3);
  expect(running.get('strategos_reports_accepted_total{round="0"}')).toBe(1);
  expect(running.get('strategos_relays_sent_total{round="1"}')).toBe(2);
  expect(running.get("strategos_bytes_sent_total")).toBeGreaterThan(100);
  expect(running.get("strategos_bytes_received_total")).toBeGreaterThan(100);
  expect(running.get("strategos_event_loop_delay_seconds_count")).toBeGreaterThan(0);
  expect(running.get("process_resident_memory_bytes")).toBeGreaterThan(1e7);

  for (const say of held.report) say();
  await expect
    .poll(() => healthOf(url))
    .toMatchObject({ status: 200, healthy: true, state: "decided", round: null, order: "attack", faults: 0 });
  const decided = await metricsOf(url);
  expect(decided.get("strategos_decided")).toBe(1);
  expect(decided.get('strategos_decision_info{order="attack"}')).toBe(1);
  expect(decided.get('strategos_reports_accepted_total{round="1"}')).toBe(2);
  expect(decided.get("strategos_round")).toBe(2);

  await expect.poll(() => held.done.length).toBe(3);
  for (const say of held.done) say();
  await agreed([node, ...others]);
  await expect(ask(url, "/healthz")).rejects.toThrow("ECONNREFUSED");
});

it("a fault is counted by its kind", async () => {
  const on = await stage({ n: 4 });
  const { url } = await startWatched(on, 2);
  const member = await Member.join(on, 4);
  member.say(2, ["not", "a", "message"]);
  await expect.poll(() => healthOf(url)).toMatchObject({ status: 200, state: "waiting", faults: 1 });
  const metrics = await metricsOf(url);
  expect(metrics.get('strategos_faults_total{kind="malformed"}')).toBe(1);
});

it("a node that stood still for too long answers 503 and says why", async () => {
  const on = await stage({ n: 4, keys: null, lines: ["roundTimeout: 300ms"] });
  const { node, url } = await startWatched(on, 2);
  expect((await healthOf(url)).state).toMatch(/starting|waiting/);
  await node.said("waiting for its peers");
  await expect.poll(() => healthOf(url)).toMatchObject({ state: "waiting" });
  node.child.kill("SIGSTOP");
  await new Promise((resolve) => setTimeout(resolve, 700));
  node.child.kill("SIGCONT");
  await expect.poll(() => healthOf(url)).toMatchObject({ status: 503, healthy: false, state: "waiting" });
  expect((await healthOf(url)).why).toMatch(/^this node stood still for \d+ ms: too slow for the guarantee$/);
  expect((await metricsOf(url)).get("strategos_slow")).toBe(1);
});

it("answers on loopback names only, to no other site, and to nothing but its two questions", async () => {
  const on = await stage({ n: 4, keys: null });
  const { url } = await startWatched(on, 2);
  const { port } = new URL(url);
  const statusOf = async (path: string, headers: Record<string, string>, method?: string) =>
    (await ask(url, path, headers, method)).status;
  expect(await statusOf("/metrics", { host: `localhost:${port}` })).toBe(200);
  expect(await statusOf("/metrics", { host: `evil.example:${port}` })).toBe(403);
  expect(await statusOf("/healthz", { host: "127.0.0.1:1" })).toBe(403);
  expect(await statusOf("/healthz", { origin: "http://evil.example" })).toBe(403);
  expect(await statusOf("/", {})).toBe(404);
  expect(await statusOf("/metrics", {}, "POST")).toBe(404);
  await expect(ask(url.replace("127.0.0.1", "127.0.0.2"), "/healthz")).rejects.toThrow("ECONNREFUSED");
});

it("bounds connections, headers and how long they take, and serves again after a siege", async () => {
  const on = await stage({ n: 4, keys: null });
  const { url } = await startWatched(on, 2);
  const long = { "x-long": "x".repeat(10_000) };
  expect((await ask(url, "/healthz", long)).status).toBe(431);
  const idle = Array.from({ length: 80 }, () => connect(Number(new URL(url).port), "127.0.0.1"));
  let closed = 0;
  for (const socket of idle) {
    socket
      .resume()
      .on("error", () => undefined)
      .on("close", () => closed++)
      .write("GET /healthz HTTP/1.1\r\n");
    onTestFinished(() => void socket.destroy());
  }
  await expect.poll(() => closed, { timeout: 60_000 }).toBe(80);
  // those beyond 64 were dropped unheard, the others were told that their time was up
  expect(idle.filter(({ bytesRead }) => bytesRead === 0)).toHaveLength(80 - 64);
  expect((await healthOf(url)).status).toBe(200);
});

it("a port that is taken: 69, and a sentence; no port at all: 64", async () => {
  const taken = createServer((socket: Socket) => void socket.destroy());
  await new Promise<void>((resolve) => {
    taken.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => void taken.close());
  const { port } = taken.address() as { port: number };
  const refused = await strategos("node", "1", "--status-port", String(port));
  expect(refused.stderr).toBe(
    `strategos: port ${port} is in use\n  fix: give another --status-port, or 0 for a free one\n`,
  );
  expect(refused.code).toBe(69);
  for (const wrong of ["x", "65536", "-1", "1.5", ""]) {
    const { code, stderr } = await strategos("node", "1", `--status-port=${wrong}`);
    expect(stderr).toContain("is not a port");
    expect(code).toBe(64);
  }
});
