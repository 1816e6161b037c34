/** `strategos keygen`: a pair of keys in a file that nobody else can read. */
import { Command } from "commander";
import { keyFileText } from "../../config/key-file.js";
import { makeKeyPair, makeSigningKeyPair } from "../../config/keys.js";
import { EXIT } from "../exit.js";
import { writeNewFile } from "../files.js";

export function keygenCommand(done: (exitCode: number) => void): Command {
  return new Command("keygen")
    .argument("<file>", "where to write the secret, e.g. node-3.key")
    .option("--json", "print the result as JSON")
    .action((file: string, { json }: { json?: boolean }) => {
      const keys = { ...makeKeyPair(), ...makeSigningKeyPair() };
      writeNewFile(file, keyFileText(keys), 0o600);
      const { publicKey, signingKey } = keys;
      const text = json
        ? JSON.stringify({ file, publicKey, signingKey })
        : `publicKey: ${JSON.stringify(publicKey)}, signingKey: ${JSON.stringify(signingKey)}`;
      process.stdout.write(`${text}\n`);
      done(EXIT.holds);
    });
}
