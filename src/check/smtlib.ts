/** IC1 as a question to a solver, in SMT-LIB 2: is there a world in which two loyal lieutenants decide otherwise? */
import { type Group, lieutenantsOf, type NodeId, type Order } from "../core/group.js";
import { type Formula, formulaOf, type Gate } from "./formula.js";

export interface Question {
  /** SMT-LIB 2, without (check-sat): satisfiable just when IC1 can be violated */
  readonly text: string;
  /** bits that traitors choose: those that all loyal lieutenants see, `b0` …, come first */
  readonly bits: number;
  readonly sharedBits: number;
  readonly gates: number;
  /** assertions in the text: one a gate, and the question itself */
  readonly assertions: number;
}

/**
 * IC1 under these traitors, for every pair of loyal lieutenants at once. By "extremes" each has two formulas, under
 * the best and the worst last round, which is all there is to it by monotonicity; with "every bit" each has one, and
 * its last round's bits are free like all others.
 */
export function ic1Question(
  group: Group,
  traitors: readonly NodeId[],
  order: Order,
  last: "extremes" | "every bit",
): Question {
  const loyal = lieutenantsOf(group).filter((id) => !traitors.includes(id));
  const formulas = new Map<string, Formula>();
  let bits = 0;
  for (const id of loyal) {
    if (last === "extremes") {
      for (const to of group.orders)
        formulas.set(`${to}${id}`, formulaOf(group, traitors, order, id, { order: to }));
    } else {
      const free = formulaOf(group, traitors, order, id, "free", bits || undefined);
      formulas.set(`free${id}`, free);
      bits = free.bits;
    }
  }
  const all = [...formulas.values()];
  bits ||= all[0]?.bits ?? 0;
  const lines = [
    "(set-logic QF_FD)",
    ...Array.from({ length: bits }, (_, bit) => `(declare-const b${bit} Bool)`),
    ...[...formulas].flatMap(([name, formula]) => linesOf(name, formula)),
    `(assert (or ${pairsOf(group, loyal, formulas, last).join(" ")}))`,
  ];
  const gates = all.reduce((sum, formula) => sum + formula.gates.length, 0);
  return {
    text: `${lines.join("\n")}\n`,
    bits,
    sharedBits: all[0]?.sharedBits ?? 0,
    gates,
    assertions: gates + 1,
  };
}

/** For each two loyal lieutenants: the one can decide the other order while the second decides the default one. */
function pairsOf(
  group: Group,
  loyal: readonly NodeId[],
  formulas: ReadonlyMap<string, Formula>,
  last: "extremes" | "every bit",
): string[] {
  const other = group.orders.find((order) => order !== group.defaultOrder);
  const [high, low] = last === "extremes" ? [other, group.defaultOrder] : ["free", "free"];
  const rootOf = (key: string) => nameOf(key, ((formulas.get(key) as Formula).gates.at(-1) as Gate).path);
  return loyal.flatMap((i) =>
    loyal.filter((j) => j !== i).map((j) => `(and ${rootOf(`${high}${i}`)} (not ${rootOf(`${low}${j}`)}))`),
  );
}

function linesOf(key: string, formula: Formula): string[] {
  return formula.gates.flatMap((gate) => {
    const name = nameOf(key, gate.path);
    const atLeast = `((_ at-least ${gate.atLeast}) ${inputsOf(key, gate)})`;
    return [`(declare-const ${name} Bool)`, `(assert (= ${name} ${atLeast}))`];
  });
}

function inputsOf(key: string, gate: Gate): string {
  return gate.inputs
    .map((input) => {
      if ("gate" in input) return nameOf(key, input.gate);
      return "bit" in input ? `b${input.bit}` : String(input.fixed);
    })
    .join(" ");
}

/** `attack2_1_4_3`: what node 2's subtree at path 1.4.3 comes to when its last round is all attack */
function nameOf(key: string, path: readonly NodeId[]): string {
  return `${key}_${path.join("_")}`;
}
