/**
 * The rule checker: all worlds of votes in a group of n with f traitors, over some views, with the rules as shipped (rules.ts).
 *
 * A world says, for each view, which votes every loyal member gives: whatever the rules let it give, in any order and at any
 * time, whether or not it has seen what it would have to see. Traitors sign everything. A certificate exists where a quorum
 * has signed; who needs one may hold it or not. A leader, and whoever votes for its block, knows any set of the certificates
 * there are; so a block may stand wherever some such set justifies it. A traitor that leads proposes two blocks.
 *
 * Worlds with the same certificates and parents are one **class**, and judged together: no view is both finalized and
 * nullified, and no two finalized blocks are on different branches. How many worlds a class has is counted, so that the sum is
 * that of all worlds.
 */
import { product, subsets } from "../../../check/sets.js";
import { binomial } from "../../../check/worlds.js";
import { type Certified, faultyMax, type Given, type Justification, RULES, type Rules } from "../rules.js";
import type { Hash, View } from "../types.js";

export interface VotesChecked {
  readonly n: number;
  readonly views: number;
  /** all assignments of votes and parents */
  readonly worlds: bigint;
  /** those that differ in a certificate or a parent; each was judged */
  readonly classes: number;
  /** the first world that breaks something */
  readonly broken: Broken | null;
}

export interface Broken {
  readonly what: "finalized and nullified" | "two branches finalized";
  readonly views: readonly string[];
}

/** A block of the world, by its view and whether it is the leader's first or second. */
type Name = "A" | "B";

interface Outcome {
  readonly notarized: readonly Name[];
  readonly finalized: readonly Name[];
  readonly isNullified: boolean;
}

interface Settled extends Outcome {
  readonly parents: Readonly<Partial<Record<Name, Hash>>>;
}

const ROOT = "0";

export function checkVotes(n: number, views: number, rules: Rules = RULES): VotesChecked {
  const search = new Search(n, views, rules);
  for (const pattern of patterns(n, views)) search.play([], 1n, (view) => pattern[view - 1] ?? false);
  const { worlds, classes, broken } = search;
  return { n, views, worlds, classes, broken };
}

/** Which views traitors lead, for every set of f traitors under leaders in turn. */
function patterns(n: number, views: number): boolean[][] {
  const found = new Map<string, boolean[]>();
  for (const traitors of subsets([...Array(n).keys()], faultyMax(n))) {
    const pattern = Array.from({ length: views }, (_, index) => traitors.includes(index % n));
    found.set(pattern.join(), pattern);
  }
  return [...found.values()];
}

class Search {
  readonly #outcomes: { readonly loyal: readonly Weighed[]; readonly traitor: readonly Weighed[] };
  worlds = 0n;
  classes = 0;
  broken: Broken | null = null;

  constructor(
    n: number,
    private readonly views: number,
    private readonly rules: Rules,
  ) {
    this.#outcomes = { loyal: outcomesOf(n, ["A"], rules), traitor: outcomesOf(n, ["A", "B"], rules) };
  }

  play(before: readonly Settled[], weight: bigint, isTraitor: (view: View) => boolean): void {
    if (this.broken) return;
    const view = before.length + 1;
    if (view > this.views) {
      this.worlds += weight;
      this.classes++;
      this.broken = brokenIn(before);
      return;
    }
    const parents = this.#parentsAt(before, isTraitor(view));
    for (const { outcome, count } of this.#outcomes[isTraitor(view) ? "traitor" : "loyal"]) {
      for (const chosen of choices(outcome.notarized, parents)) {
        this.play([...before, { ...outcome, parents: chosen }], weight * count, isTraitor);
      }
    }
  }

  /** Where a block of the next view may stand, for a leader and for voters that hold any of the certificates there are. */
  #parentsAt(before: readonly Settled[], isTraitor: boolean): Hash[] {
    const view = before.length + 1;
    const blocks = [
      ROOT,
      ...before.flatMap(({ notarized }, index) => notarized.map((name) => `${index + 1}${name}`)),
    ];
    const held = [...knowledge(before)];
    const proposable = new Set(held.flatMap((certified) => hashIn(this.rules.justify(certified, view))));
    const votable = blocks.filter((hash) =>
      held.some((one) => hashIn(this.rules.justifies(one, view, hash)).length > 0),
    );
    return isTraitor ? votable : votable.filter((hash) => proposable.has(hash));
  }
}

function hashIn(justification: Justification): Hash[] {
  return "hash" in justification ? [justification.hash] : [];
}

/** Every set of certificates that somebody may hold. */
function* knowledge(before: readonly Settled[]): Generator<Certified> {
  const options = before.map(({ notarized, isNullified }, index) =>
    [null, ...notarized.map((name) => `${index + 1}${name}`)].flatMap((block) =>
      (isNullified ? [false, true] : [false]).map((nullified) => ({ block, nullified })),
    ),
  );
  for (const chosen of product(options)) {
    yield {
      blockOf: (view) => (view === 0 ? ROOT : (chosen[view - 1]?.block ?? null)),
      isNullified: (view) => chosen[view - 1]?.nullified ?? false,
    };
  }
}

/** Each certified block has one parent. */
function choices(notarized: readonly Name[], parents: readonly Hash[]): Settled["parents"][] {
  return [...product(notarized.map(() => parents))].map((chosen) =>
    Object.fromEntries(notarized.map((name, index) => [name, chosen[index] as Hash])),
  );
}

interface Weighed {
  readonly outcome: Outcome;
  /** how many assignments of votes come to it */
  readonly count: bigint;
}

/** What the votes of n−f loyal members, and all that f traitors sign, can make of one view. */
function outcomesOf(n: number, names: readonly Name[], rules: Rules): Weighed[] {
  const f = faultyMax(n);
  const needed = rules.quorumOf(n) - f;
  const ballots = ballotsOf(names, rules);
  const found = new Map<string, { outcome: Outcome; count: bigint }>();
  for (const { counts, ways } of multisets(ballots.length, n - f)) {
    const signed = (mark: string) =>
      counts.reduce((sum, count, index) => sum + (ballots[index]?.has(mark) ? count : 0), 0);
    const notarized = names.filter((name) => signed(`notarize ${name}`) >= needed);
    const isPossible = names.every((name) => notarized.includes(name) || signed(`finalize ${name}`) === 0);
    if (!isPossible) continue;
    const finalized = notarized.filter((name) => signed(`finalize ${name}`) >= needed);
    const outcome = { notarized, finalized, isNullified: signed("nullify") >= needed };
    const key = JSON.stringify(outcome);
    found.set(key, { outcome, count: (found.get(key)?.count ?? 0n) + ways });
  }
  return [...found.values()];
}

/** Every set of votes that the rules let one loyal member give in a view. */
function ballotsOf(names: readonly Name[], rules: Rules): ReadonlySet<string>[] {
  const found = new Map<string, ReadonlySet<string>>();
  const grow = (ballot: ReadonlySet<string>) => {
    const key = [...ballot].toSorted().join();
    if (found.has(key)) return;
    found.set(key, ballot);
    const given = givenIn(ballot);
    const may = [
      ...(rules.mayNotarize(given) ? names.map((name) => `notarize ${name}`) : []),
      ...(rules.mayNullify(given) ? ["nullify"] : []),
      ...(rules.mayFinalize(given) ? names.map((name) => `finalize ${name}`) : []),
    ];
    for (const vote of may) grow(new Set([...ballot, vote]));
  };
  grow(new Set());
  return [...found.values()];
}

function givenIn(ballot: ReadonlySet<string>): Given {
  const kinds = new Set([...ballot].map((vote) => vote.split(" ")[0]));
  return {
    ...(kinds.has("notarize") && { notarize: true }),
    ...(kinds.has("nullify") && { nullify: true }),
    ...(kinds.has("finalize") && { finalize: true }),
  };
}

/** How many of `size` members give which of the ballots, and in how many ways. */
function* multisets(kinds: number, size: number): Generator<{ counts: number[]; ways: bigint }> {
  if (kinds === 1) {
    yield { counts: [size], ways: 1n };
    return;
  }
  for (let count = 0; count <= size; count++) {
    for (const { counts, ways } of multisets(kinds - 1, size - count)) {
      yield { counts: [count, ...counts], ways: ways * binomial(size, count) };
    }
  }
}

function brokenIn(views: readonly Settled[]): Broken | null {
  const told = () => views.map(textOf);
  if (views.some(({ finalized, isNullified }) => finalized.length > 0 && isNullified)) {
    return { what: "finalized and nullified", views: told() };
  }
  const finalized = views.flatMap((view, index) => view.finalized.map((name) => `${index + 1}${name}`));
  const isApart = (a: Hash, b: Hash) => !branch(views, a).includes(b) && !branch(views, b).includes(a);
  const isSplit = finalized.some((a, index) => finalized.slice(index + 1).some((b) => isApart(a, b)));
  return isSplit ? { what: "two branches finalized", views: told() } : null;
}

/** A block and all before it. */
function branch(views: readonly Settled[], hash: Hash): Hash[] {
  if (hash === ROOT) return [ROOT];
  const name = hash.slice(-1) as Name;
  return [hash, ...branch(views, views[Number.parseInt(hash, 10) - 1]?.parents[name] ?? ROOT)];
}

function textOf({ notarized, finalized, isNullified, parents }: Settled, index: number): string {
  const blocks = notarized.map((name) => {
    const isFinal = finalized.includes(name) ? ", finalized" : "";
    return `block ${index + 1}${name} on ${parents[name]} notarized${isFinal}`;
  });
  return `view ${index + 1}: ${[...blocks, ...(isNullified ? ["nullified"] : [])].join("; ") || "nothing certified"}`;
}
