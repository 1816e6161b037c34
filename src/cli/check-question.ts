/** `strategos check --smtlib` and `--dimacs`: a condition as a question to a solver, written to a file. */
import { checkRefusal, type Sizes } from "../check/check.js";
import { dimacsOf } from "../check/dimacs.js";
import { groupOf } from "../check/lieutenants.js";
import { ic1Question, ic2Question, type Question } from "../check/question.js";
import { traitorSetsOf } from "../check/slots.js";
import { smtlibOf } from "../check/smtlib.js";
import { levelSize } from "../core/path.js";
import { type CheckSettings, refuseSizes, sizesFrom } from "./check-shared.js";
import { EXIT, usage } from "./exit.js";
import { writeNewFile } from "./files.js";

/** Leaves of all lieutenants' trees. n = 11, m = 3 has 10 times 720; n = 13, m = 4 is beyond what a solver answers. */
const LEAVES_MAX = 10_000;

export function writeQuestions(settings: CheckSettings): number {
  refuseSizes(settings, (asked) => checkRefusal(sizesFrom(asked)));
  const sizes = sizesFrom(settings);
  const question = questionOf(sizes, settings.general);
  const { bits, condition, traitors } = question;
  if (settings.smtlib !== undefined) writeNewFile(settings.smtlib, smtlibOf(question));
  if (settings.dimacs !== undefined) writeNewFile(settings.dimacs, dimacsOf(question));
  process.stdout.write(
    `${condition.toUpperCase()} with traitors ${traitors.join(", ")}, ${bits} bits: unsat proves it for all 2^${bits} worlds, sat is a world that violates it\n`,
  );
  return EXIT.holds;
}

function questionOf(sizes: Sizes, general: CheckSettings["general"]): Question {
  const { nodes, traitors: count, rounds } = sizes;
  const leaves = levelSize(nodes, rounds - 1) * (nodes - 1);
  if (leaves > LEAVES_MAX) {
    throw usage(
      `a formula of ${leaves} leaves; a solver's file has room for ${LEAVES_MAX}`,
      "ask for fewer nodes or rounds, or prove it with check alone",
    );
  }
  if (general === "both") {
    throw usage("a file asks one question", "give --general traitor for IC1, or --general loyal for IC2");
  }
  if (count === 0) throw usage("nobody lies, so there is nothing to ask", "give --traitors 1 or more");
  const group = groupOf(nodes, rounds - 1);
  const [traitors = []] = traitorSetsOf(group, general, count);
  return general === "traitor" ? ic1Question(group, traitors) : ic2Question(group, traitors);
}
