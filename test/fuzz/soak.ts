/**
 * Fuzzes all decoders for a given number of executions and prints the figures; what it finds is kept in the corpus.
 *
 *     npm run soak:fuzz -- --executions 10000000 --seed 1 [--keep]
 *     npm run soak:fuzz -- --executions 100000 --target config     all of them on one decoder
 *
 * `--keep` adds to the corpus one input for each answer that no kept input gets. Ends with 1 if anything was found.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { corpusOf, keep } from "./corpus.js";
import { fuzz } from "./fuzzer.js";
import { targets } from "./targets.js";

const { values } = parseArgs({
  options: {
    executions: { type: "string", default: "10000000" },
    seed: { type: "string", default: "1" },
    corpus: { type: "string", default: join("test", "fuzz", "corpus") },
    target: { type: "string" },
    keep: { type: "boolean", default: false },
  },
});
const total = Number(values.executions);
const seed = Number(values.seed);
const chosen = targets().filter(({ name }) => (values.target ?? name) === name);
if (!Number.isSafeInteger(total) || total < 1 || !Number.isSafeInteger(seed) || chosen.length === 0) {
  process.stderr.write("usage: npm run soak:fuzz -- --executions N --seed S [--target NAME] [--keep]\n");
  process.exit(64);
}

/** Executions between two lines of progress. */
const batch = 500_000;
let executions = 0;
let found = 0;
for (const target of chosen) {
  const corpus = corpusOf(values.corpus, target.name);
  const known = new Set(fuzz(target, corpus, corpus.length + target.seeds().length, seed).kept.keys());
  const share = values.target === undefined ? Math.ceil((total * target.share) / 1000) : total;
  const startedMs = performance.now();
  let accepted = 0;
  let slowestMs = 0;
  let done = 0;
  for (let part = 0; done < share; part++) {
    const result = fuzz(target, corpus, Math.min(batch, share - done), seed + part);
    done += result.executions;
    accepted += result.accepted;
    slowestMs = Math.max(slowestMs, result.slowestMs);
    for (const [answer, input] of result.kept) {
      if (known.has(answer)) continue;
      known.add(answer);
      if (values.keep) keep(values.corpus, target.name, input);
    }
    for (const { what, input } of result.findings) {
      keep(values.corpus, target.name, input);
      process.stderr.write(`${target.name}: ${what}\n  input (base64): ${input.toString("base64")}\n`);
    }
    found += result.findings.length;
    if (result.findings.length > 0) break;
  }
  executions += done;
  const seconds = (performance.now() - startedMs) / 1000;
  const figures = `${done} executions in ${seconds.toFixed(1)} s, ${accepted} accepted, ${known.size} different answers`;
  process.stdout.write(`${target.name}: ${figures}, slowest ${slowestMs.toFixed(0)} ms\n`);
}
process.stdout.write(`${executions} executions, ${found} findings\n`);
process.exitCode = found === 0 ? 0 : 1;
