/** Which node of a configuration this is, and its secrets. */
import type { Config } from "../config/config.js";
import { type NodeKeys, readKeyFile } from "../config/key-file.js";
import type { NodeId } from "../core/group.js";
import { printable } from "../core/printable.js";
import { wholeNumber } from "../core/whole.js";
import { protocolOf } from "../protocols/index.js";
import { CliError, EXIT } from "./exit.js";

export function idOf(config: Config, text: string): NodeId {
  const id = wholeNumber(text);
  if (id !== null && config.nodes.some((one) => one.id === id)) return id;
  const ids = config.nodes.map((one) => one.id).join(", ");
  throw new CliError(
    EXIT.usage,
    `node ${printable(text, 40)} is not in the configuration\n  fix: name one of its nodes: ${ids}`,
  );
}

export interface Secrets {
  /** absent where links have no keys */
  readonly links?: NodeKeys;
  /** absent where nothing is signed */
  readonly signing?: string;
}

/** This node's secrets, as far as the configuration has public keys; they must be those that the others know it by. */
export function keysFor(config: Config, id: number, file: string | undefined): Secrets | undefined {
  const own = config.nodes.find((one) => one.id === id);
  const signs = protocolOf(config).signs === true;
  if (own?.publicKey === undefined && !signs) {
    if (file === undefined) return undefined;
    const fix = "put the publicKey of each node beside its address, or leave --key out";
    throw new CliError(EXIT.usage, `node ${id} has no publicKey in the configuration\n  fix: ${fix}`);
  }
  if (file === undefined) {
    throw new CliError(
      EXIT.usage,
      `node ${id} has a ${signs ? "signingKey" : "publicKey"} in the configuration\n  fix: give its secret with --key FILE`,
    );
  }
  const keys = readKeyFile(file);
  const { signingSecret } = keys;
  const isKnown = own?.publicKey === undefined || own.publicKey === keys.publicKey;
  const isSigner = !signs || (own?.signingKey === keys.signingKey && signingSecret !== undefined);
  if (isKnown && isSigner) {
    return {
      ...(own?.publicKey !== undefined && { links: keys }),
      ...(signs && signingSecret !== undefined && { signing: signingSecret }),
    };
  }
  throw new CliError(
    EXIT.config,
    `${printable(file)} is not the key that the configuration names for node ${id}\n  fix: give that node's own file, or put the new ${isKnown ? "signingKey" : "publicKey"} into every node's configuration`,
  );
}
