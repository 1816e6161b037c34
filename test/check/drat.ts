/**
 * A checker of proofs of unsatisfiability (DRAT as text; Wetzler, Heule and Hunt, SAT 2014), of the part that solvers write without
 * extension: each added clause must follow by unit propagation from what is there, "reverse unit propagation". It shares nothing with
 * the solver that wrote the proof.
 */

/** What is wrong with the proof, or null where it ends in the empty clause by sound steps. */
export function proofFault(cnf: string, proof: string): string | null {
  const clauses = new Clauses(Number(/^p cnf (\d+)/m.exec(cnf)?.[1]));
  for (const line of cnf.split("\n")) if (/^-?\d/.test(line)) clauses.add(literalsOf(line));
  for (const [at, line] of proof.split("\n").entries()) {
    if (line === "") continue;
    if (line.startsWith("d ")) clauses.delete(literalsOf(line.slice(2)));
    else {
      const clause = literalsOf(line);
      if (!clauses.refutes(clause)) return `line ${at + 1} does not follow: ${line}`;
      if (clause.length === 0) return null;
      clauses.add(clause);
    }
  }
  return "it does not end in the empty clause";
}

function literalsOf(line: string): number[] {
  return line.split(" ").slice(0, -1).map(Number);
}

const keyOf = (clause: readonly number[]) => [...clause].sort((a, b) => a - b).join(" ");

/** Clauses with two watched literals each (Moskewicz et al., DAC 2001). */
class Clauses {
  readonly #variables: number;
  /** by literal: the clauses that watch it */
  readonly #watching: number[][][];
  readonly #byKey = new Map<string, number[][]>();
  /** Literals that hold: those that follow from the clauses alone, and behind them those of the clause that is tried. */
  readonly #trail: number[] = [];
  readonly #isTrue: Int8Array;
  #isRefuted = false;

  constructor(variables: number) {
    this.#variables = variables;
    this.#watching = Array.from({ length: 2 * variables + 1 }, () => []);
    this.#isTrue = new Int8Array(2 * variables + 1);
  }

  #holds(literal: number): boolean {
    return this.#isTrue[literal + this.#variables] === 1;
  }

  #watch(literal: number): number[][] {
    return this.#watching[literal + this.#variables] as number[][];
  }

  add(literals: readonly number[]): void {
    const isFree = (literal: number) => !this.#holds(-literal);
    // watched are literals that are not false already, if there are two
    const clause = literals.toSorted((a, b) => Number(isFree(b)) - Number(isFree(a)));
    listOf(this.#byKey, keyOf(clause)).push(clause);
    if (clause.length > 1) for (const literal of clause.slice(0, 2)) this.#watch(literal).push(clause);
    const [first, second] = clause;
    if (second !== undefined && isFree(second)) return;
    if (first === undefined || !this.#follows(first)) this.#isRefuted = true;
  }

  /** What a deleted clause implied stays: it was sound, as all checkers have it. */
  delete(literals: readonly number[]): void {
    const clause = this.#byKey.get(keyOf(literals))?.pop();
    if (clause === undefined || clause.length < 2) return;
    for (const literal of clause.slice(0, 2)) {
      const watching = this.#watch(literal);
      watching.splice(watching.indexOf(clause), 1);
    }
  }

  /** Whether propagation finds a conflict once all literals of the clause are false. */
  refutes(clause: readonly number[]): boolean {
    if (this.#isRefuted) return true;
    const { length } = this.#trail;
    const isRefuted = clause.some((literal) => !this.#follows(-literal));
    for (const literal of this.#trail.splice(length)) this.#isTrue[literal + this.#variables] = 0;
    return isRefuted;
  }

  /** Takes the literal as true, with all that follows; false on a conflict. */
  #follows(literal: number): boolean {
    let at = this.#trail.length;
    if (!this.#assign(literal)) return false;
    for (; at < this.#trail.length; at++) if (!this.#propagate(-(this.#trail[at] as number))) return false;
    return true;
  }

  #assign(literal: number): boolean {
    if (this.#holds(-literal)) return false;
    if (!this.#holds(literal)) {
      this.#isTrue[literal + this.#variables] = 1;
      this.#trail.push(literal);
    }
    return true;
  }

  /** `falsified` has become false: its clauses find another literal to watch, or imply their last one. */
  #propagate(falsified: number): boolean {
    const watching = this.#watch(falsified);
    let kept = 0;
    for (const [at, clause] of watching.entries()) {
      if (clause[0] === falsified) [clause[0], clause[1]] = [clause[1] as number, falsified];
      const other = clause[0] as number;
      const next = this.#holds(other) ? 1 : clause.findIndex((it, k) => k > 1 && !this.#holds(-it));
      if (next > 1) {
        [clause[1], clause[next]] = [clause[next] as number, falsified];
        this.#watch(clause[1]).push(clause);
        continue;
      }
      watching[kept++] = clause;
      if (next === 1 || this.#assign(other)) continue;
      watching.splice(kept, at + 1 - kept);
      return false;
    }
    watching.length = kept;
    return true;
  }
}

function listOf(map: Map<string, number[][]>, key: string): number[][] {
  const list = map.get(key) ?? [];
  map.set(key, list);
  return list;
}
