/** The deadline trap of docs/ALGORITHM.md: a traitor that is silent to one node alone must not make loyal nodes miss another. */
import { readFileSync } from "node:fs";
import { expect, it, onTestFinished } from "vitest";
import { parseConfig } from "../../src/config/parse.js";
import { HONEST, Puppet } from "./puppet.js";
import { configFile, start } from "./strategos.js";

it("node 7 is silent to node 4 alone in round 1: node 4 is a round behind, and nobody calls it late", async () => {
  const file = await configFile(7, ["roundTimeout: 3s"]);
  const config = parseConfig(readFileSync(file, "utf8"));
  const silentToFour = (round: number, to: number) => round === 1 && to === 4;
  const traitor = new Puppet(config, 7, {
    ...HONEST,
    lie: (report, round, to) => (silentToFour(round, to) ? null : report),
  });
  onTestFinished(() => traitor.close());
  await traitor.open();
  const nodes = [1, 2, 3, 4, 5, 6].map((id) => start(["node", String(id), "--config", file, "--json"]));
  const ended = await Promise.all(nodes.map((node) => node.ended));
  const results = ended.map(
    ({ stdout }) => JSON.parse(stdout) as { id: number; order: string; faults: object[] },
  );
  expect(results.map(({ order }) => order)).toEqual(Array(6).fill("attack"));
  expect(results.filter(({ faults }) => faults.length > 0)).toMatchObject([
    { id: 4, faults: [{ from: 7, round: 1, kind: "late" }] },
  ]);
});
