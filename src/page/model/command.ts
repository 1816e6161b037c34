/** A setup as a command line, which plays the same run. */
import { kindOf } from "../../core/kinds.js";
import { COURSE, hasValues, mDefaultOf, type Setup, valuesOfSetup } from "./setup.js";
import { formatTraitors } from "./traitors.js";

export function commandOf(setup: Setup): string {
  const { protocol, n, m, general, order, combine, traitors, seed } = setup;
  const needsFile = traitors.some((entry) => entry.strategy === "script" || "tell" in entry);
  const isSafe = kindOf({ protocol }).tolerates(n, m) && traitors.length <= m;
  const values = Object.entries(valuesOfSetup(setup) ?? {}).map(([id, value]) => `${id}=${value}`);
  const flags = [
    protocol === "om" ? "" : `--protocol ${protocol}`,
    `--nodes ${n}`,
    m === mDefaultOf({ protocol, n }) ? "" : `--m ${m}`,
    general === COURSE.general || hasValues(setup) ? "" : `--general ${general}`,
    order === COURSE.order || hasValues(setup) ? "" : `--order ${word(order)}`,
    values.length === 0 ? "" : `--value ${word(values.join(","))}`,
    combine === null ? "" : `--combine ${combine}`,
    seed === COURSE.seed ? "" : `--seed ${seed}`,
    `--traitors ${needsFile ? "…" : word(formatTraitors(traitors))}`,
    isSafe ? "" : "--unsafe",
  ];
  return `strategos sim ${flags.filter((flag) => flag !== "").join(" ")}`;
}

/** In quotes where a shell would take it apart. */
function word(text: string): string {
  return /^[\w.,:=@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
