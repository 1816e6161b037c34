/** `strategos verify-entry`: whether a file proves that a command stands in a log, to who trusts no single member. */
import { printable } from "../../core/printable.js";
import { verifyEntry } from "../../member/log/verify.js";
import { EXIT, usage } from "../exit.js";
import { PROOF_BYTES_MAX } from "../log-client.js";
import { readNamedJson } from "../reading.js";
import { readSettings } from "../settings.js";
import type { Verb } from "../verb.js";

export const verb: Verb = {
  operands: {
    "<file>": "a proof, from strategos log --proof, or GET /v1/log/HEIGHT/INDEX/proof of any member",
  },
  flags: {
    "-c, --config <file>": "the group's first configuration, from somebody whom you trust",
    "--json": "print the result as one JSON object",
  },
  run: verify,
};

function verify(file: string, { config, json }: { config?: string; json?: boolean }): number {
  if (config === undefined)
    throw usage("by which members' keys?", "add --config FILE, the group's first configuration");
  const fix = "ask a member for one: GET /v1/log/HEIGHT/INDEX/proof";
  const given = readNamedJson(file, {
    what: "the proof",
    bytesMax: PROOF_BYTES_MAX,
    exitCode: EXIT.usage,
    fix,
  });
  const verified = verifyEntry(readSettings({ config }), given);
  process.stdout.write(`${json ? JSON.stringify({ version: 1, ...verified }) : text(verified)}\n`);
  return verified.holds ? EXIT.holds : EXIT.violated;
}

function text(verified: ReturnType<typeof verifyEntry>): string {
  if (!verified.holds) return `not valid: ${verified.why}`;
  const { command, height, index, view, result } = verified;
  const { client, sequence, command: said } = command;
  return [
    `valid: a quorum of the configuration's members finalized this command at height ${height}, index ${index}`,
    `  command   ${said === undefined ? "none: it marks a moment, for those who read" : printable(JSON.stringify(said), 400)}`,
    `  client    ${printable(client, 80)}, sequence ${sequence}`,
    `  view      ${view}`,
    result
      ? `  result    ${printable(JSON.stringify(result.value), 400)}, signed by members ${result.by.join(", ")}, of whom one at least is loyal`
      : "What came of it is not proved here: f + 1 members' signed answers do (strategos log --proof brings them along).",
  ].join("\n");
}
