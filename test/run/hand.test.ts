/** A run with lies told by hand on the page, saved as a configuration: the program plays the same, simulated and with real processes. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { freeAddresses } from "../../src/cluster/ports.js";
import type { ProtocolName } from "../../src/core/group.js";
import { configOf } from "../../src/page/model/configs.js";
import type { Change } from "../../src/page/model/forks.js";
import { puzzleOf, setupOfRun, turned } from "../../src/page/model/hands.js";
import { type Message, momentsOf } from "../../src/page/model/moments.js";
import { playedOn, type Run, simulatedRun } from "../../src/page/model/runs.js";
import { COURSE } from "../../src/page/model/setup.js";
import { PROTOCOLS } from "../../src/protocols/names.js";
import { strategos, temporaryFolder } from "./strategos.js";

/** One relay of each of a traitor's first messages is turned. */
function liedTo(protocol: ProtocolName): Run {
  const first = simulatedRun(puzzleOf({ protocol }, 5, 2));
  const messages = momentsOf(first, null).filter((one): one is Message => one.kind === "message");
  const mine = messages.filter(({ from, relays }) => first.facts.isTraitor(from) && relays.length > 0);
  const changes = mine
    .slice(0, 3)
    .reduce<readonly Change[]>(
      (all, message) => turned(first, all, message, message.relays.slice(-1)) ?? all,
      [],
    );
  expect(changes).toHaveLength(3);
  return playedOn(first, changes);
}

async function saved(run: Run): Promise<string> {
  const config = configOf(setupOfRun(run) ?? COURSE);
  const nodes = config.nodes as readonly { readonly id: number }[];
  const addresses = await freeAddresses(nodes.length);
  const file = join(temporaryFolder(), "strategos.json");
  const free = nodes.map((node, index) => ({ ...node, address: addresses[index] }));
  writeFileSync(file, JSON.stringify({ ...config, nodes: free }));
  return file;
}

function outcomeOf(run: Run) {
  const { decisions, verdict } = run.recording;
  const loyal = decisions.filter(({ node }) => run.facts.isLoyal(node));
  return [loyal.map(({ node, order }) => [node, order]), verdict?.conditions];
}

async function toldBy(verb: "sim" | "run", file: string) {
  const { stdout } = await strategos(verb, "--config", file, "--json");
  const { decisions, conditions } = JSON.parse(stdout) as {
    readonly decisions: readonly { id: number; loyal: boolean; order: string | null }[];
    readonly conditions: unknown;
  };
  return [decisions.filter(({ loyal }) => loyal).map(({ id, order }) => [id, order]), conditions];
}

it.each(PROTOCOLS)("%s: sim plays it alike", async (protocol) => {
  const run = liedTo(protocol);
  expect(await toldBy("sim", await saved(run))).toEqual(outcomeOf(run));
});

it("so do real processes", async () => {
  const run = liedTo("om");
  expect(await toldBy("run", await saved(run))).toEqual(outcomeOf(run));
});
