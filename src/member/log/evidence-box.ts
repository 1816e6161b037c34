/**
 * Evidence against members that this member came by, kept on its disk for whoever asks: the first of each member and epoch, for
 * one is enough, and a liar must not fill a disk by lying more.
 */
import { memberVerifier } from "../../node/log-signatures.js";
import { provesMisdeed } from "../../protocols/simplex/evidence.js";
import type { Evidence } from "../../protocols/simplex/types.js";
import type { Archive } from "../../store/archive.js";

/** Evidence with the key that it is against: it proves itself, to a stranger too. */
export interface LogEvidence extends Evidence {
  readonly type: "evidence";
  readonly version: 1;
  readonly protocol: "simplex";
  readonly publicKey: string;
}

const EVIDENCE_MAX = 64;
const KEY = "evidence";

export class EvidenceBox {
  #held: readonly LogEvidence[];

  constructor(private readonly archive: Archive) {
    this.#held = JSON.parse(archive.get(KEY) ?? "[]") as LogEvidence[];
  }

  get all(): readonly LogEvidence[] {
    return this.#held;
  }

  add(evidence: Evidence, publicKey: string): void {
    const isKnown = this.#held.some(({ by, epoch }) => by === evidence.by && epoch === evidence.epoch);
    if (isKnown || this.#held.length >= EVIDENCE_MAX) return;
    this.#held = [
      ...this.#held,
      { type: "evidence", version: 1, protocol: "simplex", publicKey, ...evidence },
    ];
    this.archive.put(KEY, JSON.stringify(this.#held));
  }
}

/** Whether the holder of its key signed both statements, and no loyal member signs both. */
export function isLogProof(evidence: LogEvidence): boolean {
  return provesMisdeed(
    evidence,
    memberVerifier(() => evidence.publicKey),
  );
}
