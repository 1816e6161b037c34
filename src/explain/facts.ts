/**
 * What an all-knowing reader of a recording sees: what each node held, who was a traitor, what each node owed and
 * what it told instead. No node knows this while it runs.
 */

import type { Group, NodeId, Order } from "../core/group.js";
import { at } from "../core/must.js";
import { type Path, pathsOf } from "../core/path.js";
import { protocolOf } from "../protocols/index.js";
import { groupOfRun, type Recording } from "../recording/recording.js";
import { type Line, say, span } from "./text.js";
import { type NodeTree, treesOf } from "./trees.js";

/** One relay as it was told and as it was owed. */
export interface Telling {
  readonly from: NodeId;
  readonly to: NodeId;
  /** its last id is `from` */
  readonly path: Path;
  /** null where the recording does not say what `from` itself accepted */
  readonly owed: Order | null;
  readonly told: Order;
  /** no report came, so that the default order stands for it */
  readonly isMissing: boolean;
}

export class Facts {
  readonly group: Group;
  readonly #strategies: ReadonlyMap<NodeId, string>;
  readonly #observed: ReadonlyMap<NodeId, string>;
  readonly #decisions: ReadonlyMap<NodeId, Order>;

  #trees: ReadonlyMap<NodeId, NodeTree> | undefined;
  #lies: readonly Telling[] | undefined;

  constructor(readonly recording: Recording) {
    const { run, verdict, decisions } = recording;
    this.group = groupOfRun(run);
    this.#strategies = new Map(run.traitors.map(({ id, strategy }) => [id, strategy]));
    this.#observed = new Map(verdict?.observed.map(({ id, why }) => [id, why]));
    this.#decisions = new Map(decisions.map(({ node, order }) => [node, order]));
  }

  /** By lieutenant. Throws RecordingError where there are none: in another protocol, or where reports were counted. */
  get trees(): ReadonlyMap<NodeId, NodeTree> {
    this.#trees ??= treesOf(this.recording);
    return this.#trees;
  }

  isTraitor(id: NodeId): boolean {
    return this.#strategies.has(id);
  }

  /** Neither a traitor nor observed to have failed. */
  isLoyal(id: NodeId): boolean {
    return !this.isTraitor(id) && !this.#observed.has(id);
  }

  strategyOf(id: NodeId): string | undefined {
    return this.#strategies.get(id);
  }

  whyObserved(id: NodeId): string | undefined {
    return this.#observed.get(id);
  }

  decisionOf(id: NodeId): Order | null {
    return this.#decisions.get(id) ?? null;
  }

  /** What an honest last node of `path` tells everyone: what it was itself told, or the general's order. */
  owed(path: Path): Order | null {
    if (path.length === 1) return this.recording.run.order;
    return this.trees.get(at(path, -1))?.toldAt(path.slice(0, -1)) ?? null;
  }

  /** How the last node of `path` told it to `to`; null where the recording does not say. */
  telling(path: Path, to: NodeId): Telling | null {
    const tree = this.trees.get(to);
    if (!tree) return null;
    const from = at(path, -1);
    return {
      from,
      to,
      path,
      owed: this.owed(path),
      told: tree.toldAt(path),
      isMissing: !tree.hasReportFor(path),
    };
  }

  /** All that was told otherwise than owed, or not at all, by round, teller, receiver and path. */
  get lies(): readonly Telling[] {
    this.#lies ??= this.#allLies();
    return this.#lies;
  }

  #allLies(): Telling[] {
    const { group } = this;
    const lies: Telling[] = [];
    for (let round = 0; round <= group.m; round++) {
      for (const from of group.ids) {
        if (this.isLoyal(from) || (round === 0) !== (from === group.general)) continue;
        const due = pathsOf(group, round, from).map((path) => ({ path, owed: this.owed(path) }));
        for (const [to, tree] of this.trees) {
          if (to === from) continue;
          const isMissing = !tree.hasReport(round, from);
          for (const { path, owed } of due) {
            const one = { from, to, path, owed, told: tree.toldAt(path), isMissing };
            if (isLie(one) || isMissing) lies.push(one);
          }
        }
      }
    }
    return lies;
  }

  /** `node 3`, or `the general` where there is one. */
  name(id: NodeId): string {
    return id === this.group.general && !protocolOf(this.group).everyone ? "the general" : `node ${id}`;
  }

  /** ` (node 3 is a traitor: flip)`; nothing for a loyal node. */
  blame(id: NodeId): Line {
    const strategy = this.strategyOf(id);
    const why = this.whyObserved(id);
    if (strategy !== undefined)
      return say` (${span("traitor", `${this.name(id)} is a traitor: ${strategy}`)})`;
    if (why !== undefined) return say` (${span("traitor", `${this.name(id)} failed in this run: ${why}`)})`;
    return [];
  }
}

export function isLie({ owed, told }: Telling): boolean {
  return owed !== null && owed !== told;
}
