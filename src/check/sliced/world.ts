/**
 * One world of those that were played 32 at once, played again by the shipped protocol, with each traitor's relays as a script:
 * what it decided must be the same. A counterexample is made of it, with as few lies as are found in a bounded time
 * (delta debugging: Zeller and Hildebrandt, IEEE Trans. Softw. Eng. 28(2), 2002).
 */
import { deviationOf } from "../../adversary/deviation.js";
import type { Group, NodeId, Order } from "../../core/group.js";
import { levelSize, type Path } from "../../core/path.js";
import { protocolOf } from "../../protocols/index.js";
import type { OralReport } from "../../protocols/om/report.js";
import { describeWorld } from "../../sim/judge.js";
import { type Lies, play, replay } from "../play.js";
import type { Counterexample } from "../story.js";
import { tellStory } from "../story.js";
import { entriesOf, type OwnedLie } from "../witness.js";

export interface FoundWorld {
  readonly group: Group;
  readonly traitors: readonly NodeId[];
  readonly order: Order;
  readonly index: number;
  /** all that traitors tell loyal lieutenants and that matters */
  readonly relays: readonly { readonly to: NodeId; readonly path: Path; readonly order: Order }[];
  /** the conditions that are violated in it, IC2 first */
  readonly broken: readonly ("ic1" | "ic2")[];
}

/** Leaves that are folded while lies are dropped: some seconds. */
const LEAVES_MAX = 20_000_000;

/** One line; that the shipped protocol does not break the same would be a bug. */
export function violationIn(world: FoundWorld): string {
  const { group, order, traitors, broken, index } = world;
  const { decisions, verdict } = replay(group, order, entriesOf(scriptOf(world)));
  const found = (["ic2", "ic1"] as const).filter((condition) => verdict[condition] === "violated");
  if (found.join() !== broken.join())
    throw new Error(`world ${index}: ${broken.join(" and ")} by slices, ${found.join(" and ")} played`);
  const entries = traitors.map((id) => ({ id, strategy: "random" as const }));
  const what = found.map((condition) => `${condition.toUpperCase()} violated`);
  return describeWorld({ group, order, traitors: entries }, traitors, decisions, what);
}

/** The first of what is violated, by fewer lies. */
export function counterexampleIn(world: FoundWorld): Counterexample {
  const { group, order } = world;
  const violated = world.broken[0] as "ic1" | "ic2";
  const { lies, isMinimal } = fewerLies(world, violated);
  const traitors = entriesOf(lies);
  const { decisions } = replay(group, order, traitors);
  return {
    ...{ group, order, traitors, violated, lies: lies.length, isMinimal, isLeast: false },
    decisions: group.ids.map((id) => ({ id, order: decisions.get(id) ?? null })),
    story: tellStory({ group, order, lies, decisions, violated }),
  };
}

/** Every relay that matters, the true ones too. */
function scriptOf({ relays }: FoundWorld): OwnedLie[] {
  return relays.map(({ to, path, order }) => {
    return { by: path.at(-1) as NodeId, round: path.length - 1, to, path, order };
  });
}

/** Without halves of them, quarters, and at last one by one until none can be dropped. */
function fewerLies(world: FoundWorld, violated: "ic1" | "ic2"): { lies: OwnedLie[]; isMinimal: boolean } {
  const { group, order } = world;
  let lies = toldOtherwise(world);
  let plays = Math.floor(LEAVES_MAX / (levelSize(group.ids.length, group.m) * group.ids.length));
  let size = Math.ceil(lies.length / 2);
  for (let isFewer = false; size > 0 && plays > 0; ) {
    isFewer = false;
    for (let start = 0; start < lies.length && plays-- > 0; ) {
      const fewer = lies.toSpliced(start, size);
      if (replay(group, order, entriesOf(fewer)).verdict[violated] === "violated") {
        lies = fewer;
        isFewer = true;
      } else start += size;
    }
    if (size > 1) size = Math.ceil(size / 2);
    else if (!isFewer) size = 0;
  }
  return { lies, isMinimal: size === 0 };
}

/** The relays that are not what an honest node in the traitor's place would have told: the same world. */
function toldOtherwise(world: FoundWorld): OwnedLie[] {
  const { group, order } = world;
  const protocol = protocolOf(group);
  const lies: OwnedLie[] = [];
  const liars = entriesOf(scriptOf(world)).map((entry): [NodeId, Lies] => {
    const script = deviationOf<OralReport>(group, entry, 0);
    const lie: Lies["lie"] = (honest, round, to) => {
      const told = script.lie(honest, round, to);
      const truth = protocol.relaysOf(group, honest);
      for (const [at, relay] of (told ? protocol.relaysOf(group, told) : []).entries())
        if (relay.order !== truth[at]?.order) lies.push({ by: entry.id, round, to, ...relay });
      return told;
    };
    return [entry.id, { lie }];
  });
  play(group, order, new Map(liars));
  return lies;
}
