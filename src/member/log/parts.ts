/** What a member is made of, as its data folder holds it: opened and replayed, before anything is heard or signed. */
import type { Fault } from "../../core/fault.js";
import { Replica, type StateMachine } from "../../log/replica.js";
import { monotonicMs } from "../../net/clock.js";
import { genesisHash, hashOf } from "../../protocols/simplex/block.js";
import { Epochs } from "../../protocols/simplex/epochs.js";
import { DEFAULT_LIMITS, DEFAULT_TIMING } from "../../protocols/simplex/options.js";
import type { Base, Crypto, Kept, Seal, Timing } from "../../protocols/simplex/types.js";
import { Store } from "../../store/store.js";
import { refuseCopied } from "./copied.js";
import type { LogError } from "./events.js";
import { EvidenceBox } from "./evidence-box.js";
import type { LogIdentity } from "./identity.js";
import { Ledger, type LedgerBlock } from "./ledger.js";
import { Lineage } from "./lineage.js";
import { Seals } from "./seals.js";
import { type Certified, Snapshots } from "./snapshots.js";
import { Waiting } from "./waiting.js";

export interface LogMemberSetup extends LogIdentity {
  readonly folder: string;
  readonly markFile?: string | undefined;
  readonly machine: StateMachine;
  readonly timing?: Partial<Timing>;
  /** heights from one snapshot to the next */
  readonly snapshotEvery?: number;
  /** blocks that stay when a snapshot covers them, for those who read the log */
  readonly keepBlocks?: number;
  /** the folder that a recording grows in (recorder.ts) */
  readonly record?: string;
}

export interface Parts {
  readonly crypto: Crypto;
  readonly timing: Timing;
  readonly store: Store;
  readonly lineage: Lineage;
  readonly seals: Seals;
  readonly snapshots: Snapshots;
  readonly replica: Replica;
  readonly ledger: Ledger;
  readonly waiting: Waiting;
  readonly evidence: EvidenceBox;
}

/** What is heard of snapshots, once the member is there. */
export interface Told {
  readonly onCertified: (certified: Certified) => void;
  readonly onFault: (fault: Fault) => void;
  readonly onDiverged: (error: LogError) => void;
}

/** Rejects with `StoreError`. */
export async function openParts(setup: LogMemberSetup, told: Told): Promise<Parts> {
  const { folder, markFile, group, id, first, machine, verifyClient: verify } = setup;
  const lineage = new Lineage(first, { group, verify });
  const crypto = setup.cryptoWith((one) => lineage.keyOf(one));
  const store = await Store.open({ folder, group, member: id, markFile });
  try {
    const { archive } = store;
    refuseCopied(archive, id);
    const seals = await Seals.open(archive, lineage);
    const membershipOf = (epoch: number) => lineage.membership(epoch);
    const snapshots = new Snapshots({ archive, membershipOf, self: id, crypto, ...told });
    const waiting = new Waiting();
    const replica = new Replica({
      ...{ machine, group, members: first, digest: crypto.digest, verify },
      onDone: (...done) => waiting.settle(...done),
    });
    const { newest } = snapshots;
    if (newest) replica.restore(snapshots.textOf(newest));
    const ledger = await Ledger.open(archive, newest?.height ?? 0);
    for (let height = replica.height + 1; height <= ledger.last; height++)
      replica.apply(height, (ledger.at(height) as LedgerBlock).block.commands);
    return {
      crypto,
      timing: { ...DEFAULT_TIMING, ...setup.timing },
      store,
      lineage,
      seals,
      snapshots,
      replica,
      ledger,
      waiting,
      evidence: new EvidenceBox(archive),
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** The protocol's machine, of the present epoch. `kept`: of earlier lives. */
export function epochsOf(
  { id, group }: LogMemberSetup,
  parts: Parts,
  base: Base,
  kept: readonly Kept[],
): Epochs {
  const { crypto, timing, lineage, replica } = parts;
  const { epoch } = replica.members;
  return new Epochs(
    {
      ...{ self: id, group, epoch, base, crypto, timing, limits: DEFAULT_LIMITS, kept, succession: lineage },
      learners: () => replica.members.learners.map((node) => node.id),
    },
    monotonicMs(),
  );
}

/** Where the present epoch goes on. */
export function baseOf(group: string, { crypto, seals, snapshots, replica, ledger }: Parts): Base {
  const { newest } = snapshots;
  const { epoch } = replica.members;
  const base = ledger.base(epoch);
  if (base && base.height >= (newest?.height ?? 0)) return base;
  if (newest?.epoch === epoch)
    return { view: newest.view, height: newest.height, hash: newest.hash, finalization: null };
  const before = epoch === 0 ? null : (seals.at(epoch - 1) as Seal).block;
  const hash = before ? hashOf(before, crypto.digest) : genesisHash(group, crypto.digest);
  return { view: 0, height: before?.height ?? 0, hash, finalization: null };
}
