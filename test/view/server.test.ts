/** `strategos view`: real processes watched from the page, and who may ask for them. */
import type { ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer, request } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import { nodePids, until } from "../run/strategos.js";
import { foundInBoth } from "./axe.js";
import { open, serveView, textOf, useBrowser } from "./browser.js";

useBrowser();

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** A request as any program can make it, whatever its headers say. */
function ask(
  url: string,
  path: string,
  given: { method?: string; headers?: Record<string, string>; body?: string } = {},
) {
  return new Promise<Answer>((resolve, reject) => {
    const { body, ...options } = given;
    const asked = request(new URL(path, url), { ...options, agent: false }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body: text }));
    });
    asked.on("error", reject);
    asked.end(body);
  });
}

async function tokenOf(url: string): Promise<string> {
  const { body } = await ask(url, "/");
  return /strategos-token" content="([^"]+)"/.exec(body)?.[1] ?? "";
}

function setupOf(n: number, more: object = {}): string {
  const nodes = Array.from({ length: n }, (_, index) => ({ id: index + 1 }));
  return JSON.stringify({ version: 1, nodes, traitors: [], ...more });
}

/** The events of a run after the one with id `last`, until `count` have come or the run is over. */
async function eventsOf(
  url: string,
  run: string,
  token: string,
  last: number,
  count = Number.POSITIVE_INFINITY,
) {
  const stop = new AbortController();
  const headers: Record<string, string> = last > 0 ? { "last-event-id": String(last) } : {};
  const response = await fetch(new URL(`/api/runs/${run}/events?token=${token}`, url), {
    headers,
    signal: stop.signal,
  });
  const events: { id: number; type: string }[] = [];
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    const blocks = text.split("\n\n");
    text = blocks.pop() ?? "";
    for (const block of blocks) {
      const id = Number(/^id: (\d+)$/m.exec(block)?.[1]);
      const { type } = JSON.parse(/^data: (.*)$/m.exec(block)?.[1] ?? "{}") as { type: string };
      events.push({ id, type });
    }
    if (events.length >= count) break;
  }
  stop.abort();
  return events;
}

describe("a run of real processes", () => {
  it("of 7 nodes is started by a click and seen to the verdict", async () => {
    const { url, child } = await serveView();
    const page = await open(`${url}#/setup`);
    await page.getByLabel("How fast").selectOption("at full speed");
    await page.getByRole("button", { name: "Run it as 7 real processes" }).click();
    await until(() => nodePids(child).size === 7, 10_000);
    await page.getByText("The run is over.").waitFor({ timeout: 30_000 });
    expect(await page.locator(".live-table tbody tr").count()).toBe(7);
    expect(await page.locator("td.closed").count()).toBeGreaterThanOrEqual(6 * 3);
    await page.getByRole("button", { name: "See the verdict" }).click();
    await expect
      .poll(() => textOf(page, ".verdict"))
      .toContain("IC1 holds: all loyal lieutenants decided the same order, attack.");
    await expect.poll(() => textOf(page, "h1 small")).toBe("7 nodes, OM(2), general 1; real processes");
    expect(await page.getByRole("treeitem").count()).toBe(37);
    expect(childrenOf(child)).toBe("");
    const address = page.url();
    await page.reload();
    await page.getByRole("button", { name: "Fetch it from the server" }).click();
    await page.getByRole("button", { name: "See the verdict" }).click();
    expect(page.url()).toBe(address);
  });

  it("goes round by round as the reader says, and a node is killed, stopped and cut off by hand", async () => {
    const { url, child } = await serveView();
    const page = await open(`${url}#/setup?n=4&traitors=none`);
    await page.getByLabel("How fast").selectOption("round by round");
    await page.getByRole("button", { name: "Run it as 4 real processes" }).click();
    await page.getByText("Nothing has been told yet.").waitFor();
    await page.getByRole("button", { name: "Next round: 0" }).click();
    await page.locator(".flight").nth(2).waitFor();
    expect(await page.locator(".flight").count()).toBe(3);
    await page.getByRole("button", { name: "node 3" }).click();
    await page.getByRole("button", { name: "Cut off" }).click();
    await page.getByText("Node 3 is cut off.").waitFor();
    expect(await foundInBoth(page)).toEqual([]);
    await page.getByRole("button", { name: "Join again" }).click();
    await page.getByText("Node 3 is joined again.").waitFor();
    await page.getByRole("button", { name: "Stop" }).click();
    await page.getByText("Node 3 stands still.").waitFor();
    await page.getByRole("button", { name: "Let it go on" }).click();
    await page.getByRole("button", { name: "Next round: 1" }).click();
    await page.getByText("The run is over.").waitFor({ timeout: 60_000 });
    expect(await foundInBoth(page)).toEqual([]);
    await page.getByRole("button", { name: "See it again, message by message" }).click();
    await page.keyboard.press("End");
    await expect.poll(() => textOf(page, ".says")).toContain("Node 3 decides attack");
    expect(childrenOf(child)).toBe("");
  });

  it("is not harmed without a word that is known", async () => {
    const { url } = await serveView();
    const headers = { "x-strategos-token": await tokenOf(url) };
    const post = (path: string, body: string) => ask(url, path, { method: "POST", headers, body });
    const pace = await post("/api/runs?pace=fast", setupOf(4));
    expect([pace.status, pace.body]).toEqual([422, expect.stringContaining("there is no pace fast")]);
    const { run } = JSON.parse((await post("/api/runs?pace=gate", setupOf(4))).body) as { run: string };
    const deed = (body: object) => post(`/api/runs/${run}/deeds`, JSON.stringify(body));
    expect((await deed({ deed: "burn", of: 1 })).body).toContain("a deed is one of next, kill");
    expect((await deed({ deed: "kill" })).body).toContain("of is neither a round nor a node");
    expect((await post("/api/runs/none/deeds", "{}")).body).toContain("does not know this run");
    for (const of of [1, 2, 3, 4]) expect((await deed({ deed: "kill", of })).status).toBe(200);
  });

  it("is told again from where a listener lost it", async () => {
    const { url } = await serveView();
    const token = await tokenOf(url);
    const headers = { "x-strategos-token": token };
    const { body } = await ask(url, "/api/runs", { method: "POST", headers, body: setupOf(4) });
    const { run } = JSON.parse(body) as { run: string };
    const before = await eventsOf(url, run, token, 0, 3);
    const last = before.at(-1)?.id ?? 0;
    const after = await eventsOf(url, run, token, last);
    const ids = [...before, ...after].map(({ id }) => id);
    expect(ids).toEqual(Array.from({ length: ids.length }, (_, index) => index + 1));
    expect(after.at(-1)?.type).toBe("recording");
    expect(await eventsOf(url, run, token, 0)).toHaveLength(ids.length);
  });

  it("is resumed by the page after a break", async () => {
    const { url } = await serveView();
    const page = await open(`${url}#/setup`, {}, /ERR_/);
    await page.getByRole("button", { name: "Run it as 7 real processes" }).click();
    await page.locator(".live-table").waitFor();
    await page.context().setOffline(true);
    await page.waitForTimeout(300);
    await page.context().setOffline(false);
    await page.getByText("The run is over.").waitFor({ timeout: 30_000 });
    expect(await page.locator("td.closed").count()).toBeGreaterThanOrEqual(6 * 3);
  });

  it("that the server does not know is said to be so", async () => {
    const { url } = await serveView();
    const page = await open(`${url}#/live?run=nope`);
    await expect
      .poll(() => textOf(page, "[role=alert]"))
      .toBe(
        "the server does not know this run, or no longer; if it was started again meanwhile, load this page again",
      );
  });

  it("tells one listener too many why it hears nothing of it", async () => {
    const { url } = await serveView();
    const token = await tokenOf(url);
    const headers = { "x-strategos-token": token };
    const { body } = await ask(url, "/api/runs?pace=gate", { method: "POST", headers, body: setupOf(4) });
    const { run } = JSON.parse(body) as { run: string };
    const path = `/api/runs/${run}/events?token=${token}`;
    const stop = new AbortController();
    const listeners = Array.from({ length: 32 }, () => fetch(new URL(path, url), { signal: stop.signal }));
    await Promise.all(listeners);
    const page = await open(`${url}#/live?run=${run}`);
    await expect
      .poll(() => textOf(page, "[role=alert]"))
      .toBe("32 pages listen to runs of this server already; close one of them, and load this one again");
    stop.abort();
  });

  it("ends with the server", async () => {
    const { url, child } = await serveView();
    const headers = { "x-strategos-token": await tokenOf(url) };
    await ask(url, "/api/runs", { method: "POST", headers, body: setupOf(7) });
    await until(() => nodePids(child).size === 7, 10_000);
    const pids = [...nodePids(child).values()];
    child.kill("SIGTERM");
    await until(() => child.exitCode !== null, 10_000);
    await until(() => !pids.some(isAlive), 5_000);
    expect(pids).toHaveLength(7);
  });
});

const GONE =
  "the server of strategos view does not answer any more; start it again, and open the address that it prints";

/** A web server that knows nothing of this page. */
async function otherOn(port: number, answer: string): Promise<void> {
  const other = createServer((_request, response) => response.writeHead(404).end(answer));
  onTestFinished(() => void other.close());
  await new Promise<void>((resolve) => other.listen(port, "127.0.0.1", resolve));
}

/** Process ids of what the server has started and not yet seen end. */
function childrenOf({ pid }: ChildProcess): string {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe("the server", () => {
  it("answers its own page only", async () => {
    const { url } = await serveView();
    const { port } = new URL(url);
    const token = await tokenOf(url);
    const body = setupOf(4);
    const own = { "x-strategos-token": token };
    const refused: Record<string, string>[] = [
      { host: "evil.example" },
      { host: `evil.example:${port}` },
      { host: `127.0.0.1.evil.example:${port}` },
      { host: "127.0.0.1:1" },
      { origin: "http://evil.example" },
      { origin: "null" },
      { origin: `http://localhost:${Number(port) + 1}` },
    ];
    for (const headers of refused) expect((await ask(url, "/", { headers })).status).toBe(403);
    const without = [
      {},
      { "x-strategos-token": "" },
      { "x-strategos-token": `${token}x` },
      { ...own, origin: "null" },
    ];
    for (const headers of without)
      expect((await ask(url, "/api/runs", { method: "POST", headers, body })).status).toBe(403);
    expect((await ask(url, "/api/runs/1/events")).status).toBe(403);
    expect((await ask(url, "/", { headers: { host: `localhost:${port}` } })).status).toBe(200);
  });

  it("starts no more processes than it should, and says why", async () => {
    const { url } = await serveView();
    const headers = { "x-strategos-token": await tokenOf(url) };
    const post = (body: string) => ask(url, "/api/runs", { method: "POST", headers, body });
    expect((await post(setupOf(14))).body).toContain("14 processes; this server starts 13 at most");
    expect((await post(setupOf(6, { m: 2 }))).body).toContain("6 nodes cannot tolerate m = 2");
    expect((await post("{")).status).toBe(422);
    // it may hang up before all of it has come
    expect(
      await post("x".repeat(300_000)).then(
        ({ status }) => status,
        () => 413,
      ),
    ).toBe(413);
    const [first, second] = [await post(setupOf(4)), await post(setupOf(4))];
    expect([first.status, second.status]).toEqual([200, 429]);
  });

  /** `null` and JSON nested 90,000 deep were "500"; so was everything else that is JSON and not what is asked for. */
  it("answers bodies that are none in a sentence, and lives", async () => {
    const { url } = await serveView();
    const headers = { "x-strategos-token": await tokenOf(url) };
    const deep = `${"[".repeat(90_000)}${"]".repeat(90_000)}`;
    const bodies = [
      ...["", "null", "true", "7", '"text"', "[]", "{", "{}", '{"text":null}', '{"text":{"toString":1}}'],
      ...[
        '{"nodes":null}',
        '{"nodes":{"length":4}}',
        '{"nodes":[null,null]}',
        '{"__proto__":null}',
        '{"text":"\\ud800"}',
      ],
      ...[deep, '{"nodes":'.repeat(20_000), `{"text":${deep}}`, `{"order":${deep}}`],
      ...[JSON.stringify({ text: deep }), '"\\'.repeat(60_000)],
    ];
    for (const path of ["/api/config", "/api/runs"]) {
      for (const body of bodies) {
        const answer = await ask(url, path, { method: "POST", headers, body });
        const shown = `${path} ${body.slice(0, 60)} ${answer.body.slice(0, 200)}`;
        expect([answer.status, shown]).toEqual([422, shown]);
        expect(JSON.parse(answer.body)).toEqual({ error: expect.stringMatching(/\w{3}/) });
      }
    }
    expect((await ask(url, "/")).status).toBe(200);
  });

  it("reads a configuration in YAML for the page", async () => {
    const { url } = await serveView();
    const page = await open(`${url}#/setup`, {}, /422/);
    const input = page.getByLabel("Open a recording or a configuration");
    await input.setInputFiles("examples/leaf-trap.yaml");
    await page.getByRole("button", { name: "node 7: a traitor" }).waitFor();
    await input.setInputFiles({
      name: "wrong.yaml",
      mimeType: "text/yaml",
      buffer: Buffer.from("version: 1\nnods: []\n"),
    });
    await expect.poll(() => textOf(page, "[role=alert]")).toContain("did you mean nodes?");
  });

  it("says of a large file that is no recording how it is opened", async () => {
    const { url } = await serveView();
    const page = await open(`${url}#/setup`, {}, /413/);
    const large = { name: "large.yaml", mimeType: "text/yaml", buffer: Buffer.alloc(200_000, "#") };
    await page.getByLabel("Open a recording or a configuration").setInputFiles(large);
    await expect.poll(() => textOf(page, "[role=alert]")).toMatch(/200000 bytes .*strategos view FILE$/);
  });

  it.each([
    ["ended", null],
    ["another program's by now", "<html>not here"],
    ["one of those that speak JSON", '{"detail":"Not Found"}'],
  ])("that is %s is missed in one sentence, where it was asked", async (_, other) => {
    const { url, child } = await serveView();
    const page = await open(`${url}#/setup`, {}, /ERR_|404/);
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await gone;
    if (other !== null) await otherOn(Number(new URL(url).port), other);
    await page.getByRole("button", { name: "Run it as 7 real processes" }).click();
    await expect.poll(() => textOf(page, "[role=alert]")).toBe(GONE);
    await page.getByRole("button", { name: "Rounds" }).click();
    await page.locator(".spacetime").waitFor();
    expect(await page.getByRole("alert").count()).toBe(0);
    await page.getByRole("button", { name: "Set up" }).click();
    await page.getByLabel("Open a recording or a configuration").setInputFiles("examples/leaf-trap.yaml");
    await expect.poll(() => textOf(page, "[role=alert]")).toBe(GONE);
  });
});
