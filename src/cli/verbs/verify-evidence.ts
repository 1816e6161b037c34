/** `strategos verify-evidence`: whether a file proves that a general signed two orders, or a member of a log what no loyal one signs. */
import { printable } from "../../core/printable.js";
import { isLogProof } from "../../member/log/evidence-box.js";
import { EXIT, usage } from "../exit.js";
import { isKeyOfMember, logEvidenceJson, logEvidenceText } from "../log-evidence.js";
import { readConfiguration } from "../settings.js";
import type { Verb } from "../verb.js";
import { type EvidenceFile, isProof, readEvidence } from "./evidence.js";

export const verb: Verb = {
  operands: { "<file>": "what run or node wrote with --evidence, or strategos log --evidence of a log" },
  flags: {
    "-c, --config <file>": "of a log: the group's first configuration, which says whose key it is",
    "--json": "print the result as one JSON object",
  },
  run: verify,
};

function verify(file: string, { json, config }: { json?: boolean; config?: string }): number {
  const evidence = readEvidence(file);
  if ("protocol" in evidence) {
    const isMember = config === undefined ? null : isKeyOfMember(evidence, readConfiguration(config));
    process.stdout.write(
      json
        ? `${JSON.stringify(logEvidenceJson(evidence, isMember))}\n`
        : `${logEvidenceText(evidence, isMember)}\n`,
    );
    return isLogProof(evidence) && isMember !== false ? EXIT.holds : EXIT.violated;
  }
  if (config !== undefined)
    throw usage(
      "--config is about a log's evidence, and this is about a general's orders",
      "leave --config out",
    );
  const valid = isProof(evidence);
  process.stdout.write(json ? `${jsonText(evidence, valid)}\n` : `${text(evidence, valid)}\n`);
  return valid ? EXIT.holds : EXIT.violated;
}

function jsonText({ general, publicKey, domain, orders }: EvidenceFile, valid: boolean): string {
  const signed = orders.map(({ order }) => order);
  return JSON.stringify({ version: 1, valid, general, publicKey, domain, orders: signed });
}

function text({ general, publicKey, domain, orders }: EvidenceFile, valid: boolean): string {
  const [one, other] = orders.map(({ order }) => printable(order, 64));
  const run = printable(domain.run, 64);
  const proved = valid
    ? `valid: the holder of this key signed both ${one} and ${other} as the order of run ${run}`
    : `not valid: this key did not sign both ${one} and ${other} as two orders of run ${run}`;
  return [
    proved,
    `  key          ${publicKey}`,
    `  config hash  ${printable(domain.hash, 64)}`,
    `That the key is the one of node ${general}, the general, is not proved here: compare it with his signingKey in the`,
    `configuration of that hash (strategos validate --config FILE).`,
  ].join("\n");
}
