/** What all forms of `strategos check` share: their flags, their words, and counterexamples as configurations. */
import pc from "picocolors";
import { type CheckedCase, type Sizes, sizesOf } from "../check/check.js";
import type { Counterexample } from "../check/story.js";
import { initText } from "../config/init.js";
import { parseConfig } from "../config/parse.js";
import type { ProtocolName } from "../core/group.js";
import { printable } from "../core/printable.js";
import { protocolOf } from "../protocols/index.js";
import type { Judgement } from "../recording/verdict.js";
import { usage } from "./exit.js";
import { writeNewFile } from "./files.js";
import { countOf } from "./numbers.js";
import { commandText } from "./shell.js";

export interface CheckSettings {
  readonly protocol: ProtocolName;
  readonly nodes?: string;
  readonly m?: string;
  readonly traitors?: string;
  readonly rounds?: string;
  /** of no use but with simplex (check-log.ts) */
  readonly views?: string;
  readonly general: "loyal" | "traitor" | "both";
  readonly write?: string;
  readonly smtlib?: string;
  readonly dimacs?: string;
  readonly random?: string;
  /** of no use but with random and nodes (check-campaign.ts) */
  readonly orders?: string;
  readonly seed?: string;
  readonly shard?: string;
  readonly atBound?: boolean;
  readonly merge?: readonly string[];
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export function caseName({ general, traitors }: Pick<CheckedCase, "general" | "traitors">): string {
  return `${general} general, ${traitors} ${traitors === 1 ? "traitor" : "traitors"}`;
}

export function coloured(judgement: Judgement): string {
  if (judgement === "holds") return pc.green(judgement);
  return judgement === "violated" ? pc.red(judgement) : pc.dim(judgement);
}

/** What the flags ask for; `nodes` is given. `roundsOf` is how many rounds the protocol plays for m. */
export function sizesFrom(settings: CheckSettings, roundsOf = (m: number) => m + 1): Sizes {
  const { m, rounds, traitors } = settings;
  const nodes = countOf("--nodes", settings.nodes as string);
  if (traitors !== undefined && !/^\d+$/.test(traitors)) {
    throw usage(
      `--traitors ${printable(traitors, 40)}: check wants to know how many lie, for it tries whoever it is and whatever they say`,
      `give a number, as in --traitors 2, or play one world with ${commandText("sim", "--traitors", traitors)}`,
    );
  }
  const tolerated = m === undefined ? protocolOf(settings).bound.mMax(nodes) : countOf("--m", m);
  return sizesOf({
    nodes,
    m: tolerated,
    ...(traitors !== undefined && { traitors: countOf("--traitors", traitors) }),
    rounds: rounds === undefined ? roundsOf(tolerated) : countOf("--rounds", rounds),
  });
}

const SIZES = ["nodes", "m", "traitors", "rounds", "general"] as const;

/** Throws where these cannot be checked, with the line that can be: one size left out, or all of them and fewer nodes. */
export function refuseSizes(
  settings: CheckSettings,
  refusalOf: (asked: CheckSettings) => string | null,
): void {
  const refusal = refusalOf(settings);
  if (refusal === null) return;
  const alone = { m: undefined, traitors: undefined, rounds: undefined };
  const given = SIZES.filter((name) => settings[name] !== undefined && name !== "nodes");
  const tries: Partial<Record<(typeof SIZES)[number], string | undefined>>[] = [
    ...given.map((name) => ({ [name]: name === "general" ? "both" : undefined })),
    alone,
    ...["13", "10", "7", "4"].map((nodes) => ({ ...alone, nodes })),
  ];
  const right = tries.find((one) => refusalOf({ ...settings, ...one } as CheckSettings) === null);
  if (!right) throw usage(refusal, "strategos check --nodes 7");
  const changes = Object.entries(right).filter(([name, value]) => settings[name as "m"] !== value);
  throw usage(refusal, Object.fromEntries(changes.map(([name, value]) => [name, value ?? null])));
}

/** `Every lie of at most 3 traitors among 7 nodes` */
export function titleOf({ n, traitors }: { readonly n: number; readonly traitors: number }): string {
  return `Every lie of at most ${traitors} ${traitors === 1 ? "traitor" : "traitors"} among ${n} nodes`;
}

/** `violated, 9 lies`: the fewest that do it, whatever the general was to order. */
export function judgementText(
  one: Pick<CheckedCase, "ic1" | "ic2" | "least">,
  condition: "ic1" | "ic2",
): string {
  const lies = one.least.filter((it) => it.condition === condition).map((it) => it.lies);
  const told = coloured(one[condition]);
  return lies.length > 0 ? `${told}, ${liesText(Math.min(...lies))}` : told;
}

function liesText(lies: number): string {
  return `${lies} ${lies === 1 ? "lie" : "lies"}`;
}

/** How a condition breaks, told in sentences. */
export function storyLines({ violated, lies, isLeast, story }: Told, file: string | undefined): string[] {
  const how = isLeast ? `, the least there ${lies === 1 ? "is" : "are"}` : ", not necessarily the least";
  return [
    pc.bold(`How ${violated.toUpperCase()} breaks (${liesText(lies)}${how})`),
    ...story.map((line) => `  ${line}`),
    ...(file === undefined ? [] : [`replay it: ${commandText("run", file)}`]),
  ];
}

type Told = Pick<Counterexample, "violated" | "lies" | "isLeast" | "story">;

export function writeCounterexample(
  file: string,
  counterexample: Pick<Counterexample, "group" | "order" | "traitors"> | null,
): void {
  if (!counterexample) throw usage("there is no counterexample to write", "leave --write out");
  const { group, order, traitors } = counterexample;
  const { protocol } = group;
  const flags = {
    protocol,
    nodes: String(group.ids.length),
    m: String(group.m),
    traitors: "none",
    unsafe: true,
  };
  const config = { ...parseConfig(undefined, { flags }), general: group.general, order, traitors };
  const text = initText({ ...config, orders: group.orders, default: group.defaultOrder });
  writeNewFile(file, text);
}
