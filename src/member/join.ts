/** Joining a group from a program: one member, by its id and its secret. */
import { refuseCommands, refuseTraitors, refuseWithoutKeys } from "../config/apart.js";
import type { Config } from "../config/config.js";
import { belongTogether, type KeyPair, signingKeysBelongTogether } from "../config/keys.js";
import type { NodeId } from "../core/group.js";
import { protocolOf } from "../protocols/index.js";
import { GroupError } from "./events.js";
import { Membership } from "./membership.js";
import { closeWith, joinedConfig } from "./misuse.js";
import { refuseRecord } from "./recordable.js";
import { readOnce, shown, usage } from "./refusals.js";

const IN_FLIGHT_MAX = 64;

export interface JoinOptions {
  /** The same at all members. */
  readonly config: Config;
  /** Which of the configuration's nodes this program is. */
  readonly id: NodeId;
  /** The secret that goes with this node's `publicKey`, where the configuration has public keys. */
  readonly secretKey?: string;
  /** The secret that goes with this node's `signingKey`, where messages are signed. */
  readonly signingSecret?: string;
  /** How many agreements may be under way at once, 1 to 64; the same at all members. 1 if left out. */
  readonly inFlight?: number;
  /** Whether the event `record` is to tell, of each agreement that is over, what this member saw of it. No, if left out. */
  readonly record?: boolean;
  /** Closes the membership. */
  readonly signal?: AbortSignal;
}

const OPTIONS = ["config", "id", "secretKey", "signingSecret", "inFlight", "record", "signal"] as const;

/**
 * Listens on this member's address and dials its peers, who may come later. Resolves when it listens; rejects with
 * `GroupError` for what does not fit, and with `PortInUseError`.
 */
export async function joinGroup(options: JoinOptions): Promise<Membership> {
  const given = readOnce<JoinOptions>(options ?? {}, OPTIONS, (why) =>
    usage(`what joinGroup was given ${why}`, "give { config, id, secretKey }"),
  );
  const { id, secretKey, signingSecret, inFlight = 1, record, signal } = given;
  const config = joinedConfig(given, usage);
  refuseFlight(inFlight);
  refuseRecord(record, config);
  const program = refuseCommands(config);
  if (program) throw usage(program.cause, program.fix);
  const refusal = refuseWithoutKeys(config) ?? refuseTraitors(config);
  if (refusal) throw usage(refusal.cause, "give each node a publicKey, and list no traitors");
  if (signal?.aborted)
    throw new GroupError("closed", "the signal had been aborted already", "give a fresh one");
  const keys = keysOf(config, id, secretKey);
  const signingSecrets = signingOf(config, id, signingSecret);
  const membership = await Membership.open(
    config,
    id,
    { keys, signingSecrets, keepsInputs: record },
    inFlight,
  );
  closeWith(signal, membership);
  return membership;
}

/** What is in flight is held in memory, and each peer may fill its share of it. */
function refuseFlight(inFlight: unknown): void {
  const isNumber = Number.isSafeInteger(inFlight) && (inFlight as number) >= 1;
  if (isNumber && (inFlight as number) <= IN_FLIGHT_MAX) return;
  const cause = `inFlight is ${shown(inFlight)}, and from 1 to ${IN_FLIGHT_MAX} agreements may be in flight`;
  throw usage(cause, `give a whole number from 1 to ${IN_FLIGHT_MAX}, the same at all members`);
}

function keysOf({ nodes }: Config, id: NodeId, secretKey: string | undefined): KeyPair | undefined {
  const own = nodes.find((node) => node.id === id);
  if (!own) {
    const ids = nodes.map((node) => node.id).join(", ");
    throw usage(`node ${id} is not in the configuration`, `join as one of its nodes: ${ids}`);
  }
  const { publicKey } = own;
  if (publicKey === undefined) {
    if (secretKey === undefined) return undefined;
    const fix = "put each node's publicKey beside its address, or leave secretKey out";
    throw usage(`node ${id} has no publicKey in the configuration`, fix);
  }
  if (secretKey === undefined)
    throw usage(`node ${id} has a publicKey in the configuration`, "give the secretKey that goes with it");
  if (belongTogether({ publicKey, secretKey })) return { publicKey, secretKey };
  const fix = `give node ${id}'s own secret, or put the new publicKey into every member's configuration`;
  throw usage(`the secretKey is not that of node ${id}'s publicKey`, fix);
}

/** What this node signs with, where its protocol signs. */
function signingOf(
  { nodes, protocol }: Config,
  id: NodeId,
  signingSecret: string | undefined,
): Record<NodeId, string> | undefined {
  if (!protocolOf({ protocol }).signs) return undefined;
  const signingKey = nodes.find((node) => node.id === id)?.signingKey;
  const isRight =
    signingKey !== undefined &&
    signingSecret !== undefined &&
    signingKeysBelongTogether({ signingKey, signingSecret });
  if (isRight) return { [id]: signingSecret };
  const cause = `node ${id} signs its messages, and the signingSecret is not that of its signingKey`;
  throw usage(cause, "put each node's signingKey into the configuration, and give its secret");
}
