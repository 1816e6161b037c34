/**
 * Signatures as the rules see them: whoever drives a protocol passes in how to sign and to verify. What is signed is
 * text; docs/protocols/sm.md has it byte by byte.
 */
import type { NodeId, Order, ProtocolName } from "./group.js";
import type { Life } from "./sequence.js";

/** Where a signature counts: replayed in another protocol, run, configuration or instance, it is void. */
export interface Domain {
  readonly protocol: ProtocolName;
  readonly run: string;
  /** the config hash, hex */
  readonly hash: string;
  readonly instance: number;
}

export interface Signer {
  readonly domain: Domain;
  /** In a group that agrees again and again: the process that signs. */
  readonly life?: Life;
  /** The signature of `by`, whose secret key this node holds: its own, or one that another traitor gave it. */
  sign(by: NodeId, text: string): string;
  /** Whether the signature is that of `by` under exactly this text. */
  verify(by: NodeId, text: string, signature: string): boolean;
}

/** An order and who signed it: `signatures[k]` is that of `path[k]`, under the order and all signatures before. */
export interface Chain {
  readonly order: Order;
  /**
   * In such a group: which process of the general ordered this. Started again it may stand in an instance of the same
   * number with another order, and has not lied.
   */
  readonly life?: Life;
  /** The general first, the sender last. */
  readonly path: readonly NodeId[];
  readonly signatures: readonly string[];
}

/** An Ed25519 signature is 64 bytes, written in lower-case hexadecimal digits. */
export const SIGNATURE_DIGITS = 128;

/** What a node signs to say READY. */
export function readyText(domain: Domain, by: NodeId): string {
  return statement(domain, { role: "ready", by });
}

/** What `by` signs behind a chain; the general's is empty. */
export function orderText(domain: Domain, { order, life, path, signatures }: Chain, by: NodeId): string {
  const before = path.map((id, index) => ({ by: id, signature: signatures[index] }));
  return statement(domain, { role: "order", ...(life !== undefined && { life }), order, before, by });
}

/** The chain with one more signature; the first one names who signs: which of his lives. */
export function signChain(signer: Signer, chain: Chain, by: NodeId): Chain {
  const named = chain.path.length > 0 || signer.life === undefined ? chain : { ...chain, life: signer.life };
  const signature = signer.sign(by, orderText(signer.domain, named, by));
  return { ...named, path: [...chain.path, by], signatures: [...chain.signatures, signature] };
}

/** The chain that nobody has signed yet. */
export function unsigned(order: Order): Chain {
  return { order, path: [], signatures: [] };
}

function statement({ protocol, run, hash, instance }: Domain, said: object): string {
  return JSON.stringify({ strategos: 1, protocol, run, hash, instance, ...said });
}
