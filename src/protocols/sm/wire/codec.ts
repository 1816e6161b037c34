/** The reports of signed messages: every chain spelled out, with its signatures. */
import type { NodeId } from "../../../core/group.js";
import { type Chain, SIGNATURE_DIGITS } from "../../../core/signer.js";
import { DIGEST } from "../../../wire/digest.js";
import {
  type Codecs,
  encodeJson,
  type Fields,
  hasKeys,
  headerOf,
  isLife,
  malformed,
  NOBODY,
  type ReportCodec,
  type WireContext,
} from "../../../wire/message.js";
import { longestOf, spelledOut } from "../../../wire/spelled-out.js";
import { chainsMax, type SignedReport } from "../rules.js";

const CHAIN_KEYS = ["order", "path", "signatures"];
/** In a group: the process of the general that signed first. */
const GROUP_CHAIN_KEYS = ["order", "life", "path", "signatures"];

/** Chains that are looked at where a report does not count: as many as an honest one has. */
const SHOWN_MAX = 2;

/** A signature in lower-case hexadecimal digits; whose it is, is not said here. */
const SIGNATURE = new RegExp(`^[0-9a-f]{${SIGNATURE_DIGITS}}$`);

export function isSignature(value: unknown): value is string {
  return typeof value === "string" && SIGNATURE.test(value);
}

/** What the rules say of paths, orders and signatures is the protocol's part (protocols/sm/rules.ts); here is the form. */
const spelled = spelledOut<SignedReport>("chains", {
  listOf: (_context, { chains }) => chains.map(written),
  read({ group, life }, from, round, chains) {
    if (chains.length > chainsMax(round))
      return malformed(
        from,
        round,
        `${chains.length} chains in round ${round}, which has ${chainsMax(round)}`,
      );
    if (!chains.every((chain) => isChain(chain, round, life !== undefined)))
      return malformed(from, round, `a chain that is not {${chainKeys(life !== undefined).join(", ")}}`);
    if (group.contents && !chains.every(({ order }) => DIGEST.test(order)))
      return malformed(from, round, "a chain whose order is no digest");
    return { kind: "report", round, report: { round, from, chains }, faults: [] };
  },
  bytesMax: largest,
});

const codec: ReportCodec<SignedReport> = {
  ...spelled,
  reader: (context) => ({
    ...spelled.reader(context),
    shown(peer, { round, chains }) {
      const { group, life } = context;
      const all = Array.isArray(chains) ? (chains as unknown[]).slice(0, SHOWN_MAX) : [];
      const formed = all.filter((chain) => isChain(chain, group.ids.length, life !== undefined));
      const told = group.contents ? formed.filter(({ order }) => DIGEST.test(order)) : formed;
      return { round: round as number, from: peer, chains: told };
    },
  }),
};

export const codecs: Codecs = { codec };

function written({ order, life, path, signatures }: Chain): Chain {
  return { order, ...(life !== undefined && { life }), path, signatures };
}

function chainKeys(isOfGroup: boolean): readonly string[] {
  return isOfGroup ? GROUP_CHAIN_KEYS : CHAIN_KEYS;
}

/** A chain is never longer than the round's, so that its length costs nothing; a shorter one is told by its path. */
function isChain(value: unknown, round: number, isOfGroup: boolean): value is Chain {
  if (typeof value !== "object" || value === null || !hasKeys(value as Fields, chainKeys(isOfGroup)))
    return false;
  const { order, life, path, signatures } = value as Record<string, unknown>;
  if (isOfGroup && !isLife(life)) return false;
  if (typeof order !== "string" || !Array.isArray(path) || !Array.isArray(signatures)) return false;
  if (path.length > round + 2 || signatures.length > round + 2) return false;
  return path.every((id) => Number.isSafeInteger(id)) && signatures.every(isSignature);
}

function largest(context: WireContext, round: number): number {
  const { ids, orders } = context.group;
  const id: NodeId = Math.max(...ids);
  const order = longestOf(orders);
  const path = Array.from({ length: round + 1 }, () => id);
  const signatures = path.map(() => "0".repeat(SIGNATURE_DIGITS));
  const life = context.life === undefined ? {} : { life: NOBODY };
  const chains = Array.from({ length: chainsMax(round) }, () => ({ order, ...life, path, signatures }));
  return encodeJson({ ...headerOf(context, "report", round, id), chains }).length;
}
