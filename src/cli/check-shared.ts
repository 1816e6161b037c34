/** What all forms of `strategos check` share: their flags, their words, and counterexamples as configurations. */
import pc from "picocolors";
import { initText } from "../config/init.js";
import { parseConfig } from "../config/parse.js";
import type { ProtocolName } from "../core/group.js";
import { printable } from "../core/printable.js";
import type { Judgement } from "../core/verdict.js";
import { wholeNumber } from "../core/whole.js";
import type { CheckedCase } from "../sim/check/check.js";
import type { Counterexample } from "../sim/check/counterexample.js";
import { CliError, EXIT } from "./exit.js";
import { writeNewFile } from "./files.js";

export interface CheckSettings {
  readonly protocol: ProtocolName;
  readonly nodes?: string;
  readonly m?: string;
  readonly general: "loyal" | "traitor" | "both";
  readonly write?: string;
  readonly random?: string;
  readonly seed?: string;
  readonly shard?: string;
  readonly atBound?: boolean;
  readonly merge?: readonly string[];
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export function caseName({ general, traitors }: Pick<CheckedCase, "general" | "traitors">): string {
  return `${general} general, ${traitors} ${traitors === 1 ? "traitor" : "traitors"}`;
}

export function coloured(judgement: Judgement): string {
  if (judgement === "holds") return pc.green(judgement);
  return judgement === "violated" ? pc.red(judgement) : pc.dim(judgement);
}

export function countOf(flag: string, text: string): number {
  const value = wholeNumber(text);
  if (value !== null) return value;
  throw new CliError(
    EXIT.usage,
    `${flag} ${printable(text, 40)} is not a whole number\n  fix: write, for instance, ${flag} 7`,
  );
}

export function writeCounterexample(
  file: string,
  counterexample: Pick<Counterexample, "group" | "order" | "traitors"> | null,
): void {
  if (!counterexample)
    throw new CliError(EXIT.usage, "there is no counterexample to write\n  fix: leave --write out");
  const { group, order, traitors } = counterexample;
  const { protocol } = group;
  const flags = {
    protocol,
    nodes: String(group.ids.length),
    m: String(group.m),
    traitors: "none",
    unsafe: true,
  };
  const config = { ...parseConfig(undefined, { flags }), general: group.general, order, traitors };
  const text = initText({ ...config, orders: group.orders, default: group.defaultOrder });
  writeNewFile(file, text);
}
