/** `strategos check --random COUNT --nodes N`: very many worlds of one kind, in which every lie is drawn. */
import Table from "cli-table3";
import pc from "picocolors";
import { type Kind, type LiesCase, type LiesResult, liesRefusal, runLies } from "../check/sliced/campaign.js";
import type { CampaignOptions } from "../sim/campaign.js";
import {
  type CheckSettings,
  refuseSizes,
  sizesFrom,
  storyLines,
  writeCounterexample,
} from "./check-shared.js";

/** The default order first, as in all of check. */
const ORDERS = ["retreat", "attack"];

export function randomLies(
  settings: CheckSettings,
  campaign: Omit<CampaignOptions, "atBound" | "nowMs">,
): LiesResult {
  const { orders } = settings;
  const kindOf = (asked: CheckSettings): Kind => ({
    ...sizesFrom(asked),
    general: asked.general,
    orders: orders?.split(",") ?? ORDERS,
  });
  refuseSizes(settings, (asked) => liesRefusal({ ...kindOf(asked), worlds: campaign.worlds }));
  const kind = kindOf(settings);
  const result = runLies({ ...kind, ...campaign });
  if (settings.write !== undefined) writeCounterexample(settings.write, result.counterexample);
  return result;
}

export function liesText(result: LiesResult, written: string | undefined): string {
  const { kind, cases, count, seed, shards, counterexample, violated, worldsPerSecond } = result;
  const { nodes, rounds, traitors } = kind;
  const who = `${traitors} ${traitors === 1 ? "traitor" : "traitors"} among ${nodes} nodes`;
  const rate = Math.round(worldsPerSecond);
  return [
    pc.bold(`Random lies of ${who}, OM(${rounds - 1})`),
    `${count} worlds (seed ${seed}, part ${shards.join(" ")}), ${rate} a second on one processor`,
    caseTable(cases),
    violated === 0 ? pc.green("no violation") : pc.red(`${violated} violations`),
    ...(counterexample ? ["", ...storyLines(counterexample, written)] : []),
  ].join("\n");
}

function caseTable(cases: readonly LiesCase[]): string {
  const table = new Table({
    head: ["general", "traitors", "worlds", "IC1 violated", "IC2 violated"],
    style: { head: [], border: [], compact: true },
  });
  for (const { general, order, traitors, count, ic1, ic2 } of cases) {
    const who = order === null ? general : `${general}, ${order}`;
    const shares = [ic1, ic2].map((violated) => (violated === null ? "vacuous" : shareText(violated, count)));
    table.push([who, traitors.join(" ") || "none", String(count), ...shares]);
  }
  return table.toString();
}

/** 95 % of all campaigns' shares lie within 1.96 standard errors; where none was found, within 3/N (the rule of three). */
function shareText(violated: number, count: number): string {
  if (count === 0) return "no worlds";
  if (violated === 0) return `0, below ${(3 / count).toExponential(0)}`;
  const share = violated / count;
  const error = 1.96 * Math.sqrt((share * (1 - share)) / count);
  const digits = Math.min(9, Math.max(2, Math.ceil(-Math.log10(error || 1 / count)) + 1));
  return `${share.toFixed(digits)} ± ${error.toFixed(digits)}`;
}
