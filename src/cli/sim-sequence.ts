/** `strategos sim --agreements K`: a group that agrees again and again, with members that miss some or are started again. */
import pc from "picocolors";
import type { Config } from "../config/config.js";
import { Run } from "../config/run.js";
import type { NodeId } from "../core/group.js";
import { wholeNumber } from "../core/whole.js";
import { exitCodeOf } from "../recording/verdict.js";
import { type JudgedAgreement, judgeSequence } from "../sim/sequence/judge.js";
import { type Answer, playSequence } from "../sim/sequence/play.js";
import { type Harm, overAfterMs, type SequenceWorld } from "../sim/sequence/world.js";
import { coloured } from "./check-shared.js";
import { EXIT, usage } from "./exit.js";
import { type OutputSettings, readSettings, type Settings } from "./settings.js";
import { plainTable } from "./table.js";
import type { SettingsOf } from "./verb.js";

export const SEQUENCE_FLAGS = {
  "--agreements <count>":
    "a group that agrees so often, one agreement after the other; the first is number 0",
  "--miss <list>": "with --agreements: whose program misses which, e.g. 4@2,1@3",
  "--late <list>": "with --agreements: who asks a round and a half after the others in which",
  "--restart <list>": "with --agreements: who is started again before which",
  "--down <list>": "with --agreements: who is down before, during and until after which",
  "--rotate": "with --agreements: the next node is the general each time",
} as const;

type SequenceSettings = Settings & OutputSettings & SettingsOf<typeof SEQUENCE_FLAGS>;

/** The flags that say what happens to members. */
const HARMS = ["miss", "late", "down", "restart"] as const;
export const HAPPENINGS = [...HARMS, "rotate"] as const;

const AGREEMENTS_MAX = 1000;
const DELAY_MS = 1;

export function simSequence(settings: SequenceSettings): number {
  const count = wholeNumber(settings.agreements as string);
  if (count === null || count < 1 || count > AGREEMENTS_MAX) {
    const cause = `--agreements ${settings.agreements} is no number of agreements from 1 to ${AGREEMENTS_MAX}`;
    throw usage(cause, { agreements: "5" });
  }
  const config = readSettings(settings);
  const world = worldOf(config, count, settings);
  const played = playSequence(world);
  const judged = judgeSequence(world, played);
  const rows = judged.map((one) => ({
    ...{ agreement: one.agreement, ...world.agreements[one.agreement]!, faulty: one.faulty },
    ...{ guaranteed: one.conditions.guaranteed, conditions: conditionsOf(one) },
    members: world.group.ids.map((id) =>
      memberOf(
        id,
        played.answers.find(({ node, agreement }) => node === id && agreement === one.agreement),
      ),
    ),
  }));
  const { protocol, ids, m, defaultOrder } = world.group;
  const traitors = world.traitors.map(({ id, strategy }) => ({ id, strategy }));
  const result = {
    ...{ version: 1, protocol, n: ids.length, m, default: defaultOrder, traitors, agreements: rows },
    ...{ broken: judged.flatMap(({ agreement, broken }) => broken.map((what) => ({ agreement, what }))) },
  };
  process.stdout.write(
    settings.json
      ? `${JSON.stringify(result)}\n`
      : `${[textOf(world, rows), ...result.broken.map(sentenceOf)].join("\n")}\n`,
  );
  if (result.broken.length > 0) return EXIT.violated;
  return Math.max(...rows.map(({ conditions, guaranteed }) => (guaranteed ? exitCodeOf(conditions) : 0)));
}

function conditionsOf({
  conditions: { ic1, ic2 },
}: JudgedAgreement): Pick<JudgedAgreement["conditions"], "ic1" | "ic2"> {
  return { ic1, ic2 };
}

function worldOf(config: Config, count: number, settings: SequenceSettings): SequenceWorld {
  const { order, traitors, seed, roundTimeoutMs, startTimeoutMs } = config;
  const { group, values } = new Run(config);
  const first = group.ids.indexOf(group.general);
  const generalAt = (at: number) => group.ids[(first + at) % group.ids.length] as NodeId;
  const everyMs = overAfterMs(group, roundTimeoutMs) + roundTimeoutMs;
  return {
    group,
    agreements: Array.from({ length: count }, (_, at) => ({
      general: settings.rotate ? generalAt(at) : group.general,
      order,
    })),
    ...{ traitors, seed, roundTimeoutMs, startTimeoutMs, delayMs: DELAY_MS, jitterMs: 0, everyMs },
    ...(values && { values }),
    harms: HARMS.flatMap((flag) =>
      placesOf(flag, settings[flag], group.ids, count).map(([node, agreement]) =>
        harmOf(flag, node, agreement, { everyMs, roundTimeoutMs }),
      ),
    ),
  };
}

function harmOf(
  flag: (typeof HARMS)[number],
  node: NodeId,
  agreement: number,
  { everyMs, roundTimeoutMs }: Pick<SequenceWorld, "everyMs" | "roundTimeoutMs">,
): Harm {
  // between two agreements nothing is under way
  const fromMs = agreement * everyMs - roundTimeoutMs / 2;
  switch (flag) {
    case "miss":
      return { kind: flag, node, agreement };
    case "late":
      return { kind: flag, node, agreement, ms: 1.5 * roundTimeoutMs };
    case "restart":
      return { kind: "down", node, fromMs, toMs: fromMs + roundTimeoutMs / 4 };
    case "down":
      return { kind: "down", node, fromMs, toMs: fromMs + everyMs };
  }
}

/** `4@2,1@3`: node 4 in agreement 2, and node 1 in agreement 3. */
function placesOf(
  flag: string,
  list: string | undefined,
  ids: readonly NodeId[],
  count: number,
): [NodeId, number][] {
  return (list?.split(",") ?? []).map((place) => {
    const [node, agreement] = place.split("@").map(wholeNumber);
    if (
      node == null ||
      agreement == null ||
      place.split("@").length !== 2 ||
      !ids.includes(node) ||
      agreement >= count
    ) {
      const cause = `--${flag} ${list}: ${place} names no node and agreement; agreements are 0 to ${count - 1}`;
      throw usage(cause, { [flag]: `${ids.at(-1)}@1` });
    }
    return [node, agreement];
  });
}

/** What one member came to, for programs. */
function memberOf(id: NodeId, answer: Answer | undefined) {
  if (!answer) return { id, came: "absent" as const };
  const { outcome } = answer;
  if (outcome.kind !== "decided") return { id, came: outcome.kind };
  const { instance, order, vector, attended } = outcome;
  const { kind, guaranteed, inTime, participants } = attended;
  return { id, came: kind, instance, order, ...(vector && { vector }), participants, guaranteed, inTime };
}

function sentenceOf({ agreement, what }: { readonly agreement: number; readonly what: string }): string {
  return pc.red(`agreement ${agreement}: ${what}`);
}

type Row = Omit<JudgedAgreement, "broken" | "conditions"> & {
  readonly general: NodeId;
  readonly order: string;
  readonly guaranteed: boolean;
  readonly conditions: Pick<JudgedAgreement["conditions"], "ic1" | "ic2">;
  readonly members: readonly ReturnType<typeof memberOf>[];
};

function textOf({ group, traitors }: SequenceWorld, rows: readonly Row[]): string {
  const isTraitor = (id: NodeId) => traitors.some((traitor) => traitor.id === id);
  const nodes = group.ids.map((id) => (isTraitor(id) ? pc.red(`${id} (traitor)`) : String(id)));
  const table = plainTable(["agreement", "general", "order", ...nodes, "IC1", "IC2", "guaranteed"]);
  for (const { agreement, general, order, members, conditions, guaranteed } of rows)
    table.push([
      ...[agreement, general, order, ...members.map(wordOf)],
      ...[coloured(conditions.ic1), coloured(conditions.ic2), guaranteed ? "yes" : "no"],
    ]);
  return `${table.toString()}\n\n${pc.dim("an order with ? is not relied on: its member was told that nothing is guaranteed to it")}`;
}

const WORDS = { tooManyFaults: "too many faults", notStarted: "not started" } as const;

function wordOf(member: ReturnType<typeof memberOf>): string {
  if (member.came === "tookPart") return member.guaranteed ? member.order : `${member.order} ?`;
  return member.came in WORDS ? WORDS[member.came as keyof typeof WORDS] : member.came;
}
