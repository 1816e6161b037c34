/**
 * A question in the standard SMT-LIB 2.6 (Barrett, Fontaine and Tinelli): gates are sums of `ite`, so that every solver with
 * linear arithmetic reads it.
 */
import type { Formula, Gate } from "./formula.js";
import { headOf, type Question } from "./question.js";

/** Satisfiable just when the condition can be violated. */
export function smtlibOf(question: Question): string {
  const { bits, formulas, violations } = question;
  const asked = violations.map((literals) => {
    const all = literals.map(({ formula, isSet }) => {
      const root = nameOf(formula, ((formulas.get(formula) as Formula).gates.at(-1) as Gate).path);
      return isSet ? root : `(not ${root})`;
    });
    return all.length === 1 ? all[0] : `(and ${all.join(" ")})`;
  });
  const lines = [
    ...headOf(question).map((line) => `; ${line}`),
    "(set-logic QF_LIA)",
    ...Array.from({ length: bits }, (_, bit) => `(declare-const b${bit} Bool)`),
    ...[...formulas].flatMap(([name, formula]) => linesOf(name, formula)),
    `(assert (or ${asked.join(" ")} false))`,
    "(check-sat)",
  ];
  return `${lines.join("\n")}\n`;
}

function linesOf(key: string, formula: Formula): string[] {
  return formula.gates.flatMap((gate) => {
    const name = nameOf(key, gate.path);
    return [
      `(declare-const ${name} Bool)`,
      `(assert (= ${name} (>= (+ ${inputsOf(key, gate)} 0) ${gate.atLeast})))`,
    ];
  });
}

function inputsOf(key: string, gate: Gate): string {
  return gate.inputs
    .map((input) => {
      if ("gate" in input) return `(ite ${nameOf(key, input.gate)} 1 0)`;
      return "bit" in input ? `(ite b${input.bit} 1 0)` : input.fixed ? "1" : "0";
    })
    .join(" ");
}

/** `attack2_1_4_3`: what node 2's subtree at path 1.4.3 comes to when its last round is all attack */
function nameOf(key: string, path: readonly number[]): string {
  return `${key}_${path.join("_")}`;
}
