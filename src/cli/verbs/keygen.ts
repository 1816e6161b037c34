/** `strategos keygen`: a pair of keys in a file that nobody else can read. */
import { keyFileText } from "../../config/key-file.js";
import { makeKeyPair, makeSigningKeyPair } from "../../config/keys.js";
import { EXIT } from "../exit.js";
import { writeNewFile } from "../files.js";
import type { Verb } from "../verb.js";

export const verb: Verb = {
  operands: { "<file>": "where to write the secret, e.g. node-3.key" },
  flags: { "--json": "print the result as JSON" },
  run: keygen,
};

function keygen(file: string, { json }: { json?: boolean }): number {
  const keys = { ...makeKeyPair(), ...makeSigningKeyPair() };
  writeNewFile(file, keyFileText(keys), 0o600);
  const { publicKey, signingKey } = keys;
  const text = json
    ? JSON.stringify({ file, publicKey, signingKey })
    : `publicKey: ${JSON.stringify(publicKey)}, signingKey: ${JSON.stringify(signingKey)}`;
  process.stdout.write(`${text}\n`);
  return EXIT.holds;
}
