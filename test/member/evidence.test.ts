/** Evidence against a member of a log: kept once, and valid to a stranger from its file alone. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { commandOf } from "../../src/cli/command.js";
import { verb } from "../../src/cli/verbs/verify-evidence.js";
import { makeSigningKeyPair } from "../../src/config/keys.js";
import { EvidenceBox, isLogProof } from "../../src/member/log/evidence-box.js";
import { ed25519Crypto } from "../../src/node/log-signatures.js";
import { conflictIn } from "../../src/protocols/simplex/evidence.js";
import { statementText } from "../../src/protocols/simplex/statement.js";
import type { Evidence, Vote, VoteKind } from "../../src/protocols/simplex/types.js";
import { Archive } from "../../src/store/archive.js";

const GROUP = "c".repeat(64);
const { signingKey, signingSecret } = makeSigningKeyPair();
const { sign } = ed25519Crypto(() => signingKey, signingSecret);

function vote(kind: VoteKind, digit: string | null): Vote {
  const hash = digit && digit.repeat(64);
  const signature = sign(statementText({ group: GROUP, epoch: 2 }, { kind, view: 7, hash }));
  return { kind, epoch: 2, view: 7, hash, by: 4, signature };
}

const PAIRS = [
  [vote("notarize", "a"), vote("notarize", "b")],
  [vote("finalize", "a"), vote("finalize", "b")],
  [vote("nullify", null), vote("finalize", "a")],
] as const;

const found = PAIRS.map(([one, other]) => conflictIn(GROUP, one, [other]) as Evidence);

it("is kept once for each member and epoch, also over a start, and shown with its key", async () => {
  const folder = mkdtempSync(join(tmpdir(), "strategos-evidence-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const archive = await Archive.open(join(folder, "archive"));
  const box = new EvidenceBox(archive);
  for (const evidence of found) box.add(evidence, signingKey);
  expect(box.all).toMatchObject([{ by: 4, epoch: 2, misdeed: "twoNotarize", publicKey: signingKey }]);
  await archive.close();
  const again = await Archive.open(join(folder, "archive"));
  expect(new EvidenceBox(again).all).toEqual(box.all);
  await again.close();
});

it("proves itself to verify-evidence, and proves nothing once a piece of it is another", async () => {
  const folder = mkdtempSync(join(tmpdir(), "strategos-evidence-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  let out = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => Boolean((out += String(text))));
  onTestFinished(() => void vi.restoreAllMocks());
  const verified = async (evidence: object) => {
    const file = join(folder, "evidence.json");
    writeFileSync(file, JSON.stringify(evidence));
    let code = -1;
    const command = commandOf("verify-evidence", verb, (exitCode) => void (code = exitCode));
    await command.parseAsync([file], { from: "user" });
    return code;
  };
  for (const evidence of found) {
    const head = { type: "evidence", version: 1, protocol: "simplex", publicKey: signingKey } as const;
    const file = { ...head, ...evidence };
    expect(isLogProof(file)).toBe(true);
    expect(await verified(file)).toBe(0);
    for (const other of [{ view: 8 }, { epoch: 1 }, { group: "d".repeat(64) }, { publicKey: "e".repeat(64) }])
      expect(await verified({ ...file, ...other })).toBe(1);
    const [first] = evidence.statements;
    expect(await verified({ ...file, statements: [first, first] })).toBe(1);
  }
  expect(out).toContain("valid: the holder of this key voted notarize for two blocks in view 7 of epoch 2");
  await expect(verified({ type: "evidence", version: 1, protocol: "simplex" })).rejects.toThrow(
    /is not evidence/,
  );
});
