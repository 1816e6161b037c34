/** Joining a group that keeps one log, from a program: one member, by its id, its secrets and its data folder. */
import { ofAddress } from "../../config/address-mistakes.js";
import { refuseCommands } from "../../config/apart.js";
import type { Config } from "../../config/config.js";
import { belongTogether, signingKeysBelongTogether } from "../../config/keys.js";
import { canBeDialled, parseAddress } from "../../core/address.js";
import type { NodeId } from "../../core/group.js";
import { printable } from "../../core/printable.js";
import { KeyValue } from "../../log/key-value.js";
import type { LogNode } from "../../log/members.js";
import type { StateMachine } from "../../log/replica.js";
import { SNAPSHOT_FIX, snapshotFault } from "../../log/state.js";
import { isSignedWith } from "../../node/ed25519.js";
import { ed25519Crypto } from "../../node/log-signatures.js";
import { markFileOf } from "../../store/mark.js";
import { closeWith, joinedConfig, type Misuse } from "../misuse.js";
import { readOnce, shown } from "../refusals.js";
import { LogError } from "./events.js";
import { type LogIdentity, logGroup } from "./identity.js";
import { firstMembers } from "./lineage.js";
import { LogMember } from "./log-member.js";

export interface JoinLogOptions {
  /** The same at all members; of it count the nodes with their keys, `run` and `roundTimeout`. */
  readonly config: Config;
  readonly id: NodeId;
  /** The secret that goes with this node's `publicKey`. */
  readonly secretKey?: string;
  /** The secret that goes with this node's `signingKey`. */
  readonly signingSecret: string;
  /**
   * Of one that is not in the configuration, since it is to become a member later: where its peers are to find it, and the
   * public keys of its secrets.
   */
  readonly joining?: LogNode;
  /** Of this member alone; made if it is not there. */
  readonly folder: string;
  /** Where the keys are: a mark is kept beside it, by which a lost folder is noticed. */
  readonly keyFile?: string;
  /** Left out: keys and values (docs/LOG.md). */
  readonly machine?: StateMachine;
  /** where this member listens, if not on the address that its peers dial */
  readonly listen?: string;
  readonly snapshotEvery?: number;
  readonly keepBlocks?: number;
  /** A folder in which this member writes down what it does and hears, within bounds (docs/RECORDING.md). */
  readonly record?: string;
  /** Closes the member. */
  readonly signal?: AbortSignal;
}

const OPTIONS = [
  ...(["config", "id", "secretKey", "signingSecret", "joining", "folder", "keyFile"] as const),
  ...(["machine", "listen", "snapshotEvery", "keepBlocks", "record", "signal"] as const),
];

/** Resolves when it listens and has replayed its folder. Rejects with `LogError`, `StoreError` and `PortInUseError`. */
export async function joinLog(given: JoinLogOptions): Promise<LogMember> {
  const options = readOnce<JoinLogOptions>(given ?? {}, OPTIONS, (why) =>
    refusal(`what joinLog was given ${why}`, "give { config, id, secretKey, signingSecret, folder }"),
  );
  const config = joinedConfig(options, refusal);
  const misuse = logMisuse(options);
  if (misuse) throw refusal(misuse.cause, misuse.fix);
  const { folder, keyFile, machine, signal, snapshotEvery, keepBlocks, record } = options;
  if (signal?.aborted)
    throw new LogError("closed", "the signal had been aborted already", "give a fresh one");
  const member = await LogMember.open({
    ...identityOf({ ...options, config }),
    folder,
    markFile: keyFile === undefined ? undefined : markFileOf(keyFile),
    machine: machine ?? new KeyValue(),
    // a view lasts three deliveries, as a round does
    timing: { deltaMs: config.roundTimeoutMs / 3 },
    ...(snapshotEvery !== undefined && { snapshotEvery }),
    ...(keepBlocks !== undefined && { keepBlocks }),
    ...(record !== undefined && { record }),
  });
  if (member.failure) throw member.failure;
  closeWith(signal, member);
  return member;
}

/** A machine that lacks a part would fail at the first command, when it is too late to refuse it. */
function logMisuse({ folder, machine, ...others }: JoinLogOptions): Misuse | null {
  if (typeof folder !== "string" || folder === "")
    return { cause: `the folder is ${shown(folder)}`, fix: "name a folder that is this member's alone" };
  const { listen } = others;
  const wrong = nameMisuse(others) ?? numberMisuse(others);
  if (wrong) return wrong;
  if (listen !== undefined && parseAddress(listen) === null) return ofAddress("listen", listen, "listen");
  if (machine === undefined) return null;
  const parts = ["apply", "snapshot", "restore"] as const;
  const lacking = parts.filter((part) => typeof machine?.[part] !== "function");
  if (lacking.length === 0) return snapshotMisuse(machine);
  const fix = "a machine has apply, snapshot and restore, as docs/LOG.md shows";
  return { cause: `the machine has no ${lacking.join(", no ")}`, fix };
}

/** Of what a machine's error says. */
const SAID_CHARS_MAX = 200;

/** Asked now, and not when the first of many blocks would be forgotten for it. */
function snapshotMisuse(machine: StateMachine): Misuse | null {
  try {
    const cause = snapshotFault(machine.snapshot());
    return cause === null ? null : { cause, fix: SNAPSHOT_FIX };
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const cause = `the machine's snapshot threw: ${printable(said, SAID_CHARS_MAX)}`;
    return { cause, fix: "let it give the state at any time, before the first command, too" };
  }
}

type Names = Pick<JoinLogOptions, "keyFile" | "record" | "listen">;
type Numbers = Pick<JoinLogOptions, "snapshotEvery" | "keepBlocks">;

function nameMisuse({ keyFile, record, listen }: Names): Misuse | null {
  const names: readonly (readonly [string, unknown])[] = Object.entries({ keyFile, record, listen });
  const odd = names.find(([, name]) => name !== undefined && (typeof name !== "string" || name === ""));
  return odd ? { cause: `${odd[0]} is ${shown(odd[1])}`, fix: "give a text, or leave it out" } : null;
}

function numberMisuse({ snapshotEvery, keepBlocks }: Numbers): Misuse | null {
  const numbers: readonly (readonly [string, unknown, number])[] = [
    ["snapshotEvery", snapshotEvery, 1],
    ["keepBlocks", keepBlocks, 0],
  ];
  const odd = numbers.find(
    ([, given, least]) => given !== undefined && !(Number.isSafeInteger(given) && Number(given) >= least),
  );
  if (!odd) return null;
  const [name, given, least] = odd;
  return {
    cause: `${name} is ${shown(given)}`,
    fix: `give a whole number from ${least} on, or leave it out`,
  };
}

function identityOf(options: JoinLogOptions): LogIdentity {
  const { config, id, secretKey, signingSecret, listen, joining } = options;
  const own = ownNode(config, id, joining);
  const program = refuseCommands(config);
  if (program) throw refusal(program.cause, program.fix);
  refuseUnsigned(config);
  const { signingKey } = own;
  const publicKey = own.publicKey ?? undefined;
  if (!signingKeysBelongTogether({ signingKey: signingKey as string, signingSecret }))
    throw refusal(`the signingSecret is not that of node ${id}'s signingKey`, "give this node's own");
  if (publicKey !== undefined && !(secretKey !== undefined && belongTogether({ publicKey, secretKey })))
    throw refusal(`the secretKey is not that of node ${id}'s publicKey`, "give this node's own");
  return {
    id,
    first: firstMembers(config),
    group: logGroup(config),
    address: listen ?? own.address,
    ...(publicKey !== undefined && { keys: { publicKey, secretKey: secretKey as string } }),
    cryptoWith: (keyOf) => ed25519Crypto(keyOf, signingSecret),
    verifyClient: isSignedWith,
  };
}

/** As the configuration has it, or as `joining` says of one that is to become a member. */
function ownNode(
  { nodes }: Config,
  id: NodeId,
  joining: LogNode | undefined,
): Config["nodes"][number] | LogNode {
  const configured = nodes.find((node) => node.id === id);
  if (configured && joining !== undefined) {
    const cause = `node ${id} is in the configuration, which has its address and keys`;
    throw refusal(cause, "leave joining out, or give the id of a new member");
  }
  const own = configured ?? joining;
  if (own?.id !== id) {
    const ids = nodes.map((node) => node.id).join(", ");
    const fix = `join as one of its nodes: ${ids}; or, to become a member, say where and with which keys (joining)`;
    throw refusal(`node ${id} is not in the configuration`, fix);
  }
  if (canBeDialled(own.address)) return own;
  const { cause, fix } = ofAddress("the address in joining", own.address);
  throw refusal(cause, fix);
}

function refuseUnsigned({ nodes }: Config): void {
  const without = nodes.filter(({ signingKey }) => signingKey === undefined).map(({ id }) => id);
  if (without.length === 0) return;
  const cause = `the members of a log sign their votes, and nodes have no signingKey: ${without.join(", ")}`;
  throw refusal(cause, "make keys with: strategos keygen FILE, and put each signingKey beside its address");
}

function refusal(cause: string, fix: string): LogError {
  return new LogError("usage", cause, fix);
}
