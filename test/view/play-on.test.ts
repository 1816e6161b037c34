/**
 * "Play on from here": a run up to one message, that message changed, and what becomes of it; of every protocol, in the page
 * and as its model has it.
 */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import type { ProtocolName } from "../../src/core/group.js";
import { formatPath } from "../../src/core/path.js";
import { differencesOf } from "../../src/page/model/differences.js";
import { type Change, changedWorld, recordingOf, worldOfRecording } from "../../src/page/model/forks.js";
import { playedOn, recordingText, runFromText, simulatedRun } from "../../src/page/model/runs.js";
import { COURSE } from "../../src/page/model/setup.js";
import { byProtocol, soundSetup } from "../../src/page/model/sound.js";
import { PROTOCOLS } from "../../src/protocols/names.js";
import type { Recording } from "../../src/recording/recording.js";
import { Dice } from "../../src/sim/dice.js";
import { strategos, temporaryFolder } from "../run/strategos.js";
import { open, openPage, textOf, useBrowser } from "./browser.js";

useBrowser();

function setupOf(protocol: ProtocolName) {
  const traitors = [
    { id: 2, strategy: "flip" },
    { id: 3, strategy: "late" },
  ] as const;
  return soundSetup({ ...byProtocol({ ...COURSE, n: 7 }, protocol), traitors });
}

/** All that was told before a round, and the relays of that round but this one. */
function unchanged({ reports }: Recording, { round, to, path }: Change): string[] {
  return reports
    .filter((line) => line.round <= round)
    .flatMap(({ relays = [], ...line }) =>
      relays
        .filter(
          (relay) => line.round < round || line.to !== to || formatPath(relay.path) !== formatPath(path),
        )
        .map(({ path: at, order }) => `${line.round} ${line.from} ${line.to} ${formatPath(at)} ${order}`),
    )
    .sort();
}

/** Changes of relays that were told, over all rounds and senders. */
function drawn(recording: Recording, seed: number): Change {
  const dice = new Dice(seed);
  const told = recording.reports.filter(({ from, to, relays = [] }) => from !== to && relays.length > 0);
  const line = dice.pick(told);
  const relay = dice.pick(line.relays ?? []);
  const orders = recording.run.orders.filter((order) => order !== relay.order);
  return { round: line.round, to: line.to, path: relay.path, order: dice.pick([...orders, null]) };
}

describe.each(PROTOCOLS)("a run of %s", (protocol) => {
  it("is the same up to the message that is changed, whichever it is", () => {
    const first = simulatedRun(setupOf(protocol));
    let different = 0;
    for (let seed = 1; seed <= 25; seed++) {
      const change = drawn(first.recording, seed);
      const run = playedOn(first, [change]);
      expect(unchanged(run.recording, change)).toEqual(unchanged(first.recording, change));
      expect(run.facts.isTraitor(change.path.at(-1) ?? 0)).toBe(true);
      const { told } = differencesOf(first.recording, run.recording);
      if (told.length > 0) different++;
      expect(told[0]?.round ?? change.round).toBe(change.round);
    }
    expect(different).toBeGreaterThan(15);
  });

  it("is played again from its recording alone as it was told, and played on alike", () => {
    const first = simulatedRun(setupOf(protocol));
    const opened = runFromText(recordingText(first.recording));
    const again = recordingOf(worldOfRecording(first.recording));
    expect(again.decisions.map(({ node, order }) => [node, order])).toEqual(
      first.recording.decisions.map(({ node, order }) => [node, order]),
    );
    const change = drawn(first.recording, 5);
    const run = playedOn(opened, [change]);
    expect(unchanged(run.recording, change)).toEqual(unchanged(first.recording, change));
  });
});

it("planted: a change a round too early would be seen", () => {
  const first = simulatedRun(setupOf("om"));
  const change = { round: 1, to: 4, path: [1, 5], order: "retreat" };
  const early = recordingOf(changedWorld(first.world(), { round: 0, to: 5, path: [1], order: "retreat" }));
  expect(unchanged(early, change)).not.toEqual(unchanged(first.recording, change));
});

describe("in the page", () => {
  it("om: from the scrubber's place, with the first run beside it, and back", async () => {
    const page = await openPage("#/tree?node=4&traitors=2:flip,3:split&step=1");
    await page.getByText("Play on from here").click();
    await page.getByLabel("what is told by").selectOption("5");
    await page.getByLabel(/^to /).selectOption("4");
    await page.getByLabel("but").selectOption("retreat");
    await page.getByRole("button", { name: "Play on", exact: true }).click();
    await expect
      .poll(() => textOf(page, ".fork"))
      .toContain("Played on from round 1: node 5 told node 4 retreat on path 1.5, and not attack.");
    await expect.poll(() => textOf(page, ".fork")).toContain("node 5, which was loyal, is a traitor here");
    await expect.poll(() => textOf(page, ".fork")).toContain("1 in round 1, 5 in round 2");
    expect(page.url()).toContain("changed=1%3E4%3E1.5%3Eretreat");
    const again = await open(page.url());
    await expect.poll(() => textOf(again, ".fork")).toContain("Played on from round 1");
    await page.getByRole("button", { name: "Back to the run before" }).click();
    await page.locator(".fork").waitFor({ state: "detached" });
  });

  it("om: what breaks is told: both runs' decisions and conditions", async () => {
    const page = await openPage("#/tree?n=4&m=1&traitors=3:flip&step=1&node=2");
    await page.getByText("Play on from here").click();
    await page.getByLabel("what is told by").selectOption("4");
    await page.getByLabel(/^to /).selectOption("2");
    await page.getByLabel("but").selectOption("retreat");
    await page.getByRole("button", { name: "Play on", exact: true }).click();
    await expect.poll(() => textOf(page, ".fork-table")).toContain("node 2 decides a attack r retreat");
    await expect.poll(() => textOf(page, ".fork-table")).toContain("IC2 holds violated");
  });

  it.each([
    ["sm", "#/rounds?protocol=sm&n=5&traitors=1:split&mode=all&from=4&round=1", "nothing"],
    ["king", "#/nodes?protocol=king&n=4&traitors=3:flip", "retreat"],
    ["vector", "#/rounds?protocol=vector&n=4&traitors=3:flip&mode=all&from=2&round=0", "retreat"],
  ])("%s: from what is looked at", async (_protocol, address, order) => {
    const page = await openPage(address);
    await page.getByText("Play on from here").click();
    await page.getByLabel("but").selectOption({ label: order });
    await page.getByRole("button", { name: "Play on", exact: true }).click();
    await expect.poll(() => textOf(page, ".fork")).toContain("Played on from");
    await expect.poll(() => textOf(page, ".fork")).toContain(order);
  });

  it("a recording of real processes that was opened", async () => {
    const folder = temporaryFolder();
    const [file, html] = ["run.jsonl", "run.html"].map((name) => join(folder, name)) as [string, string];
    const run = ["--nodes", "4", "--traitors", "3:flip", "--record-all", "--record", file, "--quiet"];
    expect((await strategos("run", ...run)).code).toBe(0);
    expect((await strategos("view", file, "--html", html)).code).toBe(0);
    const page = await open(`${pathToFileURL(html).href}#/tree?run=file`);
    await page.getByText("Play on from here").click();
    await page.getByLabel("but").selectOption("retreat");
    await page.getByRole("button", { name: "Play on", exact: true }).click();
    await expect.poll(() => textOf(page, ".fork")).toContain("Played on from");
    await expect.poll(() => textOf(page, "h1")).toContain("a recording, played on");
  });
});
