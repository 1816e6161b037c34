/**
 * The questions that `check --smtlib` and `--dimacs` write, put to four solvers of Debian that share no code, which must agree; and
 * the proof of the largest, checked by a program that knows no solver.
 *
 * A world that a solver finds is played by the shipped code. The kept proof is cadical's (1.5.3) of what --dimacs writes for n=10.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { dimacsOf } from "../../src/check/dimacs.js";
import { groupOf } from "../../src/check/lieutenants.js";
import { ic1Question, ic2Question, type Question } from "../../src/check/question.js";
import { smtlibOf } from "../../src/check/smtlib.js";
import { ensureInstalled } from "../debian.js";
import { temporaryFolder } from "../run/strategos.js";
import { proofFault } from "./drat.js";
import { decideWorld } from "./sample.js";
import { toldBy } from "./told.js";

const isThere = () =>
  ["z3", "cvc5", "cadical", "minisat"].every((name) => spawnSync(name, ["--help"]).error === undefined);

/** What each solver says of it, and the bits that cadical sets. */
function ask(question: Question): { said: Record<string, string | undefined>; set: ReadonlySet<number> } {
  ensureInstalled(isThere, "z3", "cvc5", "cadical", "minisat");
  const folder = temporaryFolder();
  const files = { cnf: join(folder, "question.cnf"), smt2: join(folder, "question.smt2") };
  writeFileSync(files.cnf, dimacsOf(question));
  writeFileSync(files.smt2, smtlibOf(question));
  const run = (...[command, ...args]: [string, ...string[]]) =>
    spawnSync(command, args, { encoding: "utf8", timeout: 120_000 }).stdout;
  const answer = (text: string) => /\b(?:un)?sat/i.exec(text)?.[0].toLowerCase();
  const cadical = run("cadical", "-q", files.cnf);
  const literals = [...cadical.matchAll(/^v (.*)$/gm)].flatMap(([, line = ""]) =>
    line.split(" ").map(Number),
  );
  return {
    said: {
      cadical: answer(cadical),
      minisat: answer(run("minisat", "-verb=0", files.cnf)),
      z3: answer(run("z3", files.smt2)),
      cvc5: answer(run("cvc5", files.smt2)),
    },
    set: new Set(literals.filter((literal) => literal > 0).map((literal) => literal - 1)),
  };
}

const all = (answer: string) => ({ cadical: answer, minisat: answer, z3: answer, cvc5: answer });

describe("four solvers agree", () => {
  it.each([
    [4, 1, [1]],
    [7, 2, [1, 2]],
    [7, 2, [1, 5]],
  ] as const)("n=%i, m=%i, traitors %j: no world splits two loyal lieutenants", (n, m, traitors) => {
    expect(ask(ic1Question(groupOf(n, m), traitors)).said).toEqual(all("unsat"));
  });

  it.each([
    [4, 1, [2]],
    [7, 2, [2, 3]],
  ] as const)("n=%i, m=%i, traitors %j: no world makes a loyal lieutenant disobey", (n, m, traitors) => {
    expect(ask(ic2Question(groupOf(n, m), traitors)).said).toEqual(all("unsat"));
  });

  it("n=7 with three traitors, the general one: a world that splits them", () => {
    const group = groupOf(7, 3);
    const { said, set } = ask(ic1Question(group, [1, 2, 3]));
    expect(said).toEqual(all("sat"));
    const told = toldBy(7, 3, [1, 2, 3], (bit) => set.has(bit));
    expect(new Set(decideWorld(group, [1, 2, 3], "retreat", told).values()).size).toBe(2);
  });

  it.each([
    [6, 2, [2, 3]],
    [9, 3, [2, 3, 4]],
  ] as const)("n=%i = 3m, m=%i, traitors %j: a world in which one disobeys", (n, m, traitors) => {
    const group = groupOf(n, m);
    const { said, set } = ask(ic2Question(group, traitors));
    expect(said).toEqual(all("sat"));
    const told = toldBy(n, m, traitors, (bit) => set.has(bit));
    const obeyed = group.orders.filter((order) =>
      [...decideWorld(group, traitors, order, told).values()].every((decision) => decision === order),
    );
    expect(obeyed.length).toBeLessThan(2);
  });
});

describe("the proof for n=10, m=3: none of 2^917 worlds splits two loyal lieutenants", () => {
  const cnf = dimacsOf(ic1Question(groupOf(10, 3), [1, 2, 3]));
  const proof = gunzipSync(readFileSync(new URL("proofs/n10-m3.drat.gz", import.meta.url))).toString();

  it("is of the question that the program writes, and each of its steps follows", () => {
    expect(createHash("sha256").update(cnf).digest("hex").slice(0, 16)).toBe("1f41d34208b862d0");
    expect(proofFault(cnf, proof)).toBeNull();
  });

  it("would not pass with a step changed or left out, nor for a question that can be satisfied", () => {
    const steps = proof.split("\n");
    expect(proofFault(cnf, ["1 0", ...steps].join("\n"))).toBe("line 1 does not follow: 1 0");
    expect(proofFault(cnf, steps.slice(0, 40).join("\n"))).toBe("it does not end in the empty clause");
    expect(proofFault(cnf, "0")).toBe("line 1 does not follow: 0");
    const satisfiable = dimacsOf(ic1Question(groupOf(7, 3), [1, 2, 3]));
    expect(proofFault(satisfiable, "0")).toBe("line 1 does not follow: 0");
  });
});
