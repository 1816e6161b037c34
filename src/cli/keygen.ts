import { Command } from "commander";
import { writeKeyFile } from "../config/keyfile.js";
import { makeKeyPair } from "../config/keys.js";
import { EXIT } from "./exit.js";

export function keygenCommand(done: (exitCode: number) => void): Command {
  return new Command("keygen")
    .description("make a key pair: the secret goes to a file of mode 0600, the public key is printed")
    .argument("<file>", "where to write the secret, e.g. node-3.key")
    .option("--json", "print the result as JSON")
    .action((file: string, { json }: { json?: boolean }) => {
      const keys = makeKeyPair();
      writeKeyFile(file, keys);
      const { publicKey } = keys;
      const text = json ? JSON.stringify({ file, publicKey }) : `publicKey: ${JSON.stringify(publicKey)}`;
      process.stdout.write(`${text}\n`);
      done(EXIT.holds);
    });
}
