/** Which node of a configuration this is, and its secrets. */
import { ofAddress } from "../config/address-mistakes.js";
import type { Config } from "../config/config.js";
import { type NodeKeys, readKeyFile } from "../config/key-file.js";
import { parseAddress } from "../core/address.js";
import type { NodeId } from "../core/group.js";
import { printable } from "../core/printable.js";
import { wholeNumber } from "../core/whole.js";
import { protocolOf } from "../protocols/index.js";
import { CliError, EXIT, usage } from "./exit.js";

export function idOf(config: Config, text: string): NodeId {
  const id = wholeNumber(text);
  if (id !== null && config.nodes.some((one) => one.id === id)) return id;
  const ids = config.nodes.map((one) => one.id).join(", ");
  throw usage(`node ${printable(text, 40)} is not in the configuration`, `name one of its nodes: ${ids}`);
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
    throw usage(`node ${id} has no publicKey in the configuration`, fix);
  }
  if (file === undefined) {
    throw usage(
      `node ${id} has a ${signs ? "signingKey" : "publicKey"} in the configuration`,
      "give its secret with --key FILE",
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
  const which = isKnown ? "signingKey" : "publicKey";
  throw otherKey(file, id, `put the new ${which} into every node's configuration`);
}

/**
 * All secrets of a log's member: those that the others know it by. Of one that the configuration does not name, since it is to
 * join, they are nobody's yet.
 */
export function memberKeys(config: Config, id: NodeId, file: string): Required<NodeKeys> {
  const keys = readKeyFile(file);
  const { signingKey, signingSecret } = keys;
  if (signingKey === undefined || signingSecret === undefined)
    throw new CliError(
      EXIT.config,
      `the key file ${printable(file)} has no signing key`,
      "make a new one with: strategos keygen FILE, and put its signingKey into every node's configuration",
    );
  const own = config.nodes.find((one) => one.id === id);
  const given = { publicKey: keys.publicKey, signingKey };
  for (const which of ["signingKey", "publicKey"] as const)
    if (own?.[which] !== undefined && own[which] !== given[which]) throw otherKey(file, id, REPLACE[which]);
  const owner = config.nodes.find(
    (one) => one.signingKey === signingKey || one.publicKey === given.publicKey,
  );
  if (own || !owner) return { ...keys, signingKey, signingSecret };
  throw new CliError(
    EXIT.config,
    `${printable(file)} is the key of node ${owner.id}`,
    `make one for node ${id} with: strategos keygen FILE`,
  );
}

/** A log is known by its members' ids and signing keys, so that a lost one is not replaced in its configuration. */
const REPLACE = {
  publicKey: "put the new publicKey into every node's configuration",
  signingKey:
    "where it is lost, let a member with a new id and key take its place: strategos members add, then members remove",
} as const;

function otherKey(file: string, id: NodeId, otherwise: string): CliError {
  return new CliError(
    EXIT.config,
    `${printable(file)} is not the key that the configuration names for node ${id}`,
    `give that node's own file, or ${otherwise}`,
  );
}

/** `--listen`: where a node listens, if not on the address that its peers dial. */
export const LISTEN_FLAGS = {
  "--listen <address>": "where this node listens, if not on its own address, e.g. tcp://0.0.0.0:7101",
} as const;

/** Throws CliError for what is no address. */
export function readListen(text: string | undefined): string | undefined {
  if (text === undefined || parseAddress(text) !== null) return text;
  const { cause, fix } = ofAddress("--listen", text, "listen");
  throw usage(cause, fix);
}
