/**
 * A question in DIMACS CNF, for SAT solvers. A gate "at least k of these" counts along its inputs (Sinz, CP 2005): s(i, j) says
 * that at least j of the first i hold. Each s is equal to what it stands for, both ways, so that a solver's world is one of ours.
 * Variable b + 1 is bit b of the question.
 */
import { formatPath } from "../core/path.js";
import type { Formula, Gate } from "./formula.js";
import { headOf, type Question } from "./question.js";

/** A variable, negative where negated; or a constant. */
type Term = number | boolean;

class Cnf {
  readonly clauses: string[] = [];
  variables: number;

  constructor(variables: number) {
    this.variables = variables;
  }

  add(...terms: readonly Term[]): void {
    if (terms.includes(true)) return;
    this.clauses.push([...terms.filter((term) => term !== false), 0].join(" "));
  }

  /** `ifNot || (input && ifSo)`: what it is equal to, or a variable of its own. */
  choice(ifNot: Term, input: Term, ifSo: Term): Term {
    if (ifNot === true || input === false || ifSo === false) return ifNot;
    if (ifNot === false && input === true) return ifSo;
    if (ifSo === true && (input === true || ifNot === false)) return input;
    const made = ++this.variables;
    this.add(not(ifNot), made);
    this.add(not(input), not(ifSo), made);
    this.add(-made, ifNot, input);
    this.add(-made, ifNot, ifSo);
    return made;
  }

  atLeast(count: number, inputs: readonly Term[]): Term {
    // sums[j]: at least j of the inputs so far
    let sums: Term[] = Array.from({ length: count + 1 }, (_, j) => j === 0);
    for (const input of inputs) {
      sums = sums.map((sum, j) => (j === 0 ? true : this.choice(sum, input, sums[j - 1] as Term)));
    }
    return sums[count] as Term;
  }
}

function not(term: Term): Term {
  return typeof term === "boolean" ? !term : -term;
}

/** Satisfiable just when the condition can be violated. */
export function dimacsOf(question: Question): string {
  const cnf = new Cnf(question.bits);
  const roots = new Map([...question.formulas].map(([name, formula]) => [name, decisionOf(cnf, formula)]));
  const asked = question.violations.map((literals) =>
    literals
      .map(({ formula, isSet }) => (isSet ? (roots.get(formula) as Term) : not(roots.get(formula) as Term)))
      .reduce((all, one) => cnf.choice(false, all, one)),
  );
  cnf.add(...asked);
  const head = [...headOf(question), "bit b is variable b + 1"].map((line) => `c ${line}`);
  return `${[...head, `p cnf ${cnf.variables} ${cnf.clauses.length}`, ...cnf.clauses].join("\n")}\n`;
}

function decisionOf(cnf: Cnf, formula: Formula): Term {
  const terms = new Map<string, Term>();
  let decision: Term = false;
  for (const { path, atLeast, inputs } of formula.gates) {
    decision = cnf.atLeast(
      atLeast,
      inputs.map((input) => termOf(input, terms)),
    );
    terms.set(formatPath(path), decision);
  }
  return decision;
}

function termOf(input: Gate["inputs"][number], terms: ReadonlyMap<string, Term>): Term {
  if ("gate" in input) return terms.get(formatPath(input.gate)) as Term;
  return "bit" in input ? input.bit + 1 : input.fixed;
}
