/** What the flags of `strategos test` ask for: checked, with a fix for each mistake. */
import { availableParallelism } from "node:os";
import { nearest } from "../config/suggest.js";
import { DURATION, durationMs } from "../config/values.js";
import type { ProtocolName } from "../core/group.js";
import { printable } from "../core/printable.js";
import { wholeNumber } from "../core/whole.js";
import { protocolOf } from "../protocols/index.js";
import { PROTOCOLS } from "../protocols/names.js";
import type { Level, Plan } from "../trial/levels/plan.js";
import { LEVELS } from "../trial/levels/protocols.js";
import { json } from "../trial/program/json.js";
import type { Spelling } from "../trial/program/spelling.js";
import { words } from "../trial/program/words.js";
import { REPORTS } from "../trial/report/reports.js";
import { usage } from "./exit.js";
import { countOf } from "./numbers.js";
import type { SettingsOf } from "./verb.js";

const SPELLINGS: Readonly<Record<"json" | "words", Spelling>> = { json, words };

export const TEST_FLAGS = {
  "--only <id>": "COMMAND is the node at that place of the list of nodes alone; the trial plays the rest",
  "--as <id=command>": {
    help: "another program for one node, e.g. --as '2=java Node'; once for each such node",
    isRepeated: true,
  },
  "--protocol <name>": { help: "what it is a node of", choices: PROTOCOLS, default: "om" },
  "--speak <spelling>": {
    help: "how turns are written",
    choices: Object.keys(SPELLINGS) as (keyof typeof SPELLINGS)[],
    default: "json",
  },
  "--level <name>": "that level alone",
  "--nodes <count>": "that many nodes in every world",
  "--m <count>": "traitors to tolerate; as many as the nodes allow if left out",
  "--general <id>": "the general in every world of a group that has that node",
  "--seed <number>": { help: "of the worlds that are drawn", default: "1" },
  "--worlds <count>": { help: "worlds a level", default: "20" },
  "--timeout <time>": { help: "for an answer; the first one of a process may take 5s more", default: "2s" },
  "--reuse": "one process for all worlds: the next start line follows its decision",
  "--report <format>": {
    help: "how the result is written",
    choices: ["text", "json", ...Object.keys(REPORTS)],
    default: "text",
  },
  "--json": "the same as --report json",
  "--output <file>": { help: "write the report there, and not on standard output", isWritten: true },
  "--points <file>": "what each level is worth (YAML or JSON)",
  "--record <file>": { help: "record the first world that failed, for explain and view", isWritten: true },
  "--quiet": "no progress on stderr",
} as const;

export type TestSettings = SettingsOf<typeof TEST_FLAGS>;

/** A level of more worlds than this is no trial but a campaign; give it another seed. */
const WORLDS_MAX = 1_000_000;
/** Relays that one node tells in one turn: beyond that a line of JSON is no exercise any more. */
const RELAYS_MAX = 20_000;
/** The fewest nodes of any level, where nobody says how many. */
const SMALLEST = 4;
const IDS_MAX = 63;
const TABLES = Math.min(4, availableParallelism());

export interface Asked {
  readonly plan: Plan;
  readonly levels: readonly Level[];
  readonly worlds: number;
  readonly answerMs: number;
  readonly tables: number;
  /** programs that start at a time, at each of them */
  readonly startsMax: number;
  readonly spelling: Spelling;
  /** by place of the list: which program; undefined where the trial plays */
  readonly commandAt: (place: number) => readonly string[] | undefined;
  readonly isMixed: boolean;
  /** one place for each program */
  readonly soloists: readonly number[];
}

export function askedBy(settings: TestSettings, command: readonly string[]): Asked {
  const { protocol } = settings;
  const nodes = settings.nodes === undefined ? undefined : countOf("--nodes", settings.nodes);
  const m = settings.m === undefined ? undefined : countOf("--m", settings.m);
  assertSize(protocol, nodes, m);
  const only = settings.only === undefined ? undefined : placeOf("--only", settings.only, nodes ?? SMALLEST);
  const others = programsAs(settings.as ?? [], nodes ?? IDS_MAX);
  const programs =
    only === undefined ? null : [...new Set([only, ...others.keys()])].toSorted((a, b) => a - b);
  const general =
    settings.general === undefined ? undefined : placeOf("--general", settings.general, nodes ?? SMALLEST);
  const isCommand = (place: number) => only === undefined || place === only;
  return {
    plan: {
      ...{ protocol, programs, seed: countOf("--seed", settings.seed) },
      ...(nodes !== undefined && { nodes }),
      ...(m !== undefined && { m }),
      ...(general !== undefined && { general }),
    },
    levels: levelsFor(settings),
    worlds: worldsOf(settings.worlds),
    answerMs: timeoutOf(settings.timeout),
    tables: TABLES,
    startsMax: Math.floor(availableParallelism() / TABLES),
    spelling: SPELLINGS[settings.speak],
    commandAt: (place) => others.get(place) ?? (isCommand(place) ? command : undefined),
    isMixed: others.size > 0,
    soloists: [only ?? firstBeside(others), ...others.keys()],
  };
}

function firstBeside(others: ReadonlyMap<number, unknown>): number {
  let place = 1;
  while (others.has(place)) place++;
  return place;
}

function levelsFor({ protocol, level }: TestSettings): readonly Level[] {
  const all = LEVELS[protocol];
  if (level === undefined) return all;
  const found = all.find(({ name }) => name === level);
  if (found) return [found];
  const names = all.map(({ name }) => name).join(", ");
  throw usage(`${protocol} has no level ${printable(level, 40)}; its levels are ${names}`, {
    level:
      nearest(
        level,
        all.map(({ name }) => name),
      ) ?? "speak",
  });
}

function worldsOf(text: string): number {
  const worlds = countOf("--worlds", text);
  if (worlds > 0 && worlds <= WORLDS_MAX) return worlds;
  throw usage(`--worlds ${worlds}: a level has from 1 to ${WORLDS_MAX} worlds`, { worlds: "20" });
}

function timeoutOf(text: string): number {
  const ms = DURATION.test(text) ? durationMs(text) : 0;
  if (ms > 0) return ms;
  throw usage(`--timeout ${printable(text, 40)} is no time with a unit, such as 2s or 500ms`, {
    timeout: Number(text) > 0 ? `${text}s` : "2s",
  });
}

function placeOf(flag: string, text: string, most: number): number {
  const place = wholeNumber(text);
  if (place !== null && place >= 1 && place <= most) return place;
  const cause = `${flag} ${printable(text, 40)}: the smallest groups have nodes 1 to ${most}`;
  const changes =
    place !== null && place > most ? { nodes: String(place) } : { [flag.slice(2)]: String(most) };
  throw usage(cause, changes);
}

/** `2=java Node`: words between blanks, without a shell. */
function programsAs(given: readonly string[], most: number): ReadonlyMap<number, readonly string[]> {
  const programs = new Map<number, readonly string[]>();
  for (const text of new Set(given)) {
    const [, id = "", line = ""] = /^(\d+)=(.*)$/s.exec(text) ?? [];
    const command = line.split(/\s+/).filter((word) => word !== "");
    const place = wholeNumber(id) ?? 0;
    if (place < 1 || place > most || command.length === 0) {
      const meant = `2=${line.trim() || "java Node"}`;
      throw usage(`--as ${printable(text, 60)} does not name a node of 1 to ${most} and its program`, {
        as: given.map((one) => (one === text ? meant : one)),
      });
    }
    if (programs.has(place))
      throw usage(`--as names two programs for node ${place}`, { as: given.filter((one) => one !== text) });
    programs.set(place, command);
  }
  return programs;
}

/** Nothing is guaranteed beyond the bound, so nothing can be judged there. */
function assertSize(protocol: ProtocolName, nodes: number | undefined, m: number | undefined): void {
  const rules = protocolOf({ protocol });
  const n = nodes ?? SMALLEST;
  const most = Math.min(IDS_MAX, rules.nodesMax.count);
  if (n < 2) throw usage(`--nodes ${n}: a group has at least 2 nodes`, { nodes: "4" });
  if (n > most)
    throw usage(`--nodes ${n}: ${protocol} is on trial among at most ${most}`, { nodes: String(most) });
  const tolerated = m ?? rules.bound.mMax(n);
  if (!rules.bound.tolerates(n, tolerated)) {
    const needed = Math.max(rules.bound.nodesNeeded(tolerated), 2);
    const cause = `${rules.title(tolerated)} guarantees nothing here: ${rules.bound.said(n, tolerated)}; what is not guaranteed cannot be judged`;
    throw usage(cause, needed > most ? { m: null } : { nodes: String(needed) });
  }
  let fitting = tolerated;
  while (fitting > 0 && relaysTold(protocol, n, fitting) > RELAYS_MAX) fitting--;
  if (fitting === tolerated) return;
  throw usage(`${n} nodes with m = ${tolerated}: a node would have too much to tell in one turn`, {
    m: String(fitting),
  });
}

/** By one node in the last round, to all. */
function relaysTold(protocol: ProtocolName, n: number, m: number): number {
  const rules = protocolOf({ protocol });
  const ids = Array.from({ length: n }, (_, index) => index + 1);
  const group = { protocol, ids, general: 1, m, orders: ["retreat", "attack"], defaultOrder: "retreat" };
  return rules.relaysEach(group, rules.lastRound(group)) * n;
}
