/** What a campaign counts, and its result. */
import { type DrawnWorld, drawWorld } from "./draw.js";
import { judgeWorld, type WorldJudgement } from "./judge.js";

export interface Violation {
  readonly index: number;
  /** the world's own: `drawWorld(seed, atBound)` */
  readonly seed: number;
  readonly description: string;
}

export interface CampaignResult {
  readonly version: 1;
  readonly type: "campaign";
  readonly seed: number;
  readonly worlds: number;
  readonly atBound: boolean;
  /** what it covers: `1/1` is all, else parts such as `2/8`, ascending */
  readonly shards: readonly string[];
  /** worlds tried */
  readonly count: number;
  /** worlds in which a condition was broken */
  readonly violated: number;
  /** the first `VIOLATIONS_MAX` of them, by index */
  readonly violations: readonly Violation[];
  /** worlds with each n */
  readonly byN: Readonly<Record<string, number>>;
  /** worlds in which a traitor followed the strategy; `none`: no traitor at all */
  readonly byStrategy: Readonly<Record<string, number>>;
  /** worlds with each kind of injected fault */
  readonly byFault: Readonly<Record<string, number>>;
  /** worlds in which a loyal node failed and was judged as a traitor */
  readonly observed: number;
  /** spent on one processor, all shards together */
  readonly seconds: number;
  /** of one processor */
  readonly worldsPerSecond: number;
}

export const VIOLATIONS_MAX = 100;

export class Tally {
  count = 0;
  violated = 0;
  observed = 0;
  readonly violations: Violation[] = [];
  readonly byN = new Map<string, number>();
  readonly byStrategy = new Map<string, number>();
  readonly byFault = new Map<string, number>();

  add(index: number, seed: number, atBound: boolean): void {
    const drawn = drawWorld(seed, atBound);
    const { broken, observed } = judgeOrReport(drawn);
    const { group, traitors, faults = [] } = drawn.world;
    this.count++;
    if (observed) this.observed++;
    if (broken !== null) {
      this.violated++;
      if (this.violations.length < VIOLATIONS_MAX) this.violations.push({ index, seed, description: broken });
    }
    addOne(this.byN, String(group.ids.length));
    const strategies = new Set(traitors.map(({ strategy }) => strategy));
    if (strategies.size === 0) addOne(this.byStrategy, "none");
    for (const strategy of strategies) addOne(this.byStrategy, strategy);
    for (const kind of new Set(faults.map((fault) => fault.kind))) addOne(this.byFault, kind);
  }
}

/** A world that cannot be played to its end is as good a find as one that breaks a condition. */
function judgeOrReport(drawn: DrawnWorld): WorldJudgement {
  try {
    return judgeWorld(drawn);
  } catch (error) {
    return {
      broken: `the run failed: ${error instanceof Error ? error.message : String(error)}`,
      observed: false,
    };
  }
}

function addOne(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** Numbers ascending, then words, so that equal tallies are equal texts. */
export function sorted(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function rateOf(count: number, seconds: number): number {
  return seconds > 0 ? Math.round(count / seconds) : 0;
}
