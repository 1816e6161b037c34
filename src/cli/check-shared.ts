/** What all forms of `strategos check` share: their flags, their words, and counterexamples as configurations. */
import pc from "picocolors";
import { type CheckedCase, type Sizes, sizesOf } from "../check/check.js";
import type { Counterexample } from "../check/story.js";
import { initText } from "../config/init.js";
import { parseConfig } from "../config/parse.js";
import type { ProtocolName } from "../core/group.js";
import { printable } from "../core/printable.js";
import { PROTOCOL_DEFAULT, protocolOf } from "../protocols/index.js";
import { PROTOCOLS } from "../protocols/names.js";
import type { Judgement } from "../recording/verdict.js";
import { usage } from "./exit.js";
import { writeNewFile } from "./files.js";
import { countOf } from "./numbers.js";
import { commandText } from "./shell.js";
import type { SettingsOf } from "./verb.js";

export const CHECK_FLAGS = {
  "--protocol <name>": {
    help: "whose lies, or votes",
    choices: [...PROTOCOLS, "simplex"],
    default: PROTOCOL_DEFAULT,
  },
  "--nodes <count>": "how many nodes",
  "--m <count>": "traitors to tolerate; floor((n-1)/3) if left out",
  "--traitors <count>": "how many lie at most, a number and no list; m if left out",
  "--rounds <count>": "how many rounds are played; m + 1 if left out, 3m + 4 with the phase king",
  "--general <kind>": { help: "which generals", choices: ["loyal", "traitor", "both"], default: "both" },
  "--views <count>": "with simplex: how many views of the log; 4 if left out",
  "--write <file>": { help: "write a counterexample as a configuration that run replays", isWritten: true },
  "--smtlib <file>": {
    help: "write the question to a solver instead, in SMT-LIB; with --general loyal or traitor",
    isWritten: true,
  },
  "--dimacs <file>": { help: "the same for SAT solvers, in DIMACS CNF", isWritten: true },
  "--random <count>":
    "play so many random worlds instead, of 4 to 13 nodes and with time; with --nodes, draw lies among so many",
  "--orders <list>": "with --random and --nodes: the orders, the default one first",
  "--seed <number>": "with --random: the campaign's seed; 1 if left out",
  "--shard <k/n>": "with --random: only part k of n",
  "--at-bound": "with --random: worlds with n = 3m, where nothing is guaranteed",
  "--merge <files...>": "merge the JSON results of all parts of a campaign",
  "--json": "print the result as one JSON object",
  "--quiet": "no progress on stderr",
} as const;

/** But for simplex, which keeps a log (check-log.ts). */
export type CheckSettings = Omit<SettingsOf<typeof CHECK_FLAGS>, "protocol"> & {
  readonly protocol: ProtocolName;
};

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
/** What is offered where a number of nodes cannot be checked. */
const NODES = [13, 10, 7, 4];

/** Throws where these cannot be checked, with the line that can be: one size left out, or all of them and the nearest number of nodes. */
export function refuseSizes(
  settings: CheckSettings,
  refusalOf: (asked: CheckSettings) => string | null,
): void {
  const refusal = refusalOf(settings);
  if (refusal === null) return;
  const asked = Number(settings.nodes);
  const alone = { m: undefined, traitors: undefined, rounds: undefined };
  const given = SIZES.filter((name) => settings[name] !== undefined && name !== "nodes");
  const tries: Partial<Record<(typeof SIZES)[number], string | undefined>>[] = [
    ...given.map((name) => ({ [name]: name === "general" ? "both" : undefined })),
    alone,
    ...NODES.toSorted((a, b) => Math.abs(a - asked) - Math.abs(b - asked)).map((nodes) => ({
      ...alone,
      nodes: String(nodes),
    })),
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
