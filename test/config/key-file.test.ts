/** Key files: whose halves belong together, and what those hold that were made before there were signing keys. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { readKeyFile } from "../../src/config/key-file.js";
import { makeKeyPair, makeSigningKeyPair } from "../../src/config/keys.js";

const [links, other] = [makeKeyPair(), makeKeyPair()];
const [signing, another] = [makeSigningKeyPair(), makeSigningKeyPair()];

function read(content: object) {
  const folder = mkdtempSync(join(tmpdir(), "strategos-key-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "node.key");
  writeFileSync(file, JSON.stringify(content), { mode: 0o600 });
  return readKeyFile(file);
}

it("holds both pairs, or the one of links alone", () => {
  expect(read({ ...links, ...signing })).toEqual({ ...links, ...signing });
  expect(read(links)).toEqual(links);
  expect(read({ ...links, signingKey: signing.signingKey })).toEqual(links);
});

it.each([
  ["links", { ...links, ...signing, secretKey: other.secretKey }],
  ["signing", { ...links, ...signing, signingSecret: another.signingSecret }],
])("with halves of two pairs of %s is refused", (_, content) => {
  expect(() => read(content)).toThrow(/^the keys of a pair in .* do not belong together\n {2}fix: /);
});
