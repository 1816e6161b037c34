/** The signed READYs that a node has: its own, and those that it has verified, whoever brought them. */
import type { Fault } from "../core/fault.js";
import type { NodeId } from "../core/group.js";
import { readyText, type Signer } from "../core/signer.js";
import type { SignedReady } from "../wire/codec.js";

export class ReadyBook {
  readonly #signatures = new Map<NodeId, string>();

  constructor(
    private readonly signer: Signer,
    private readonly self: NodeId,
  ) {}

  /** The READYs of these, each its own or one that it has. */
  of(ids: readonly NodeId[]): SignedReady[] {
    return ids.map((by) => ({ by, signature: this.#signatures.get(by) ?? this.#own() }));
  }

  #own(): string {
    return this.signer.sign(this.self, readyText(this.signer.domain, this.self));
  }

  /** Who said READY and was not known to have; signers that are known cost nothing. Stops at a bad signature. */
  take(
    from: NodeId,
    readies: readonly SignedReady[],
  ): { readonly news: NodeId[]; readonly fault: Fault | null } {
    const news: NodeId[] = [];
    for (const { by, signature } of readies) {
      if (by === this.self || this.#signatures.has(by)) continue;
      if (!this.signer.verify(by, readyText(this.signer.domain, by), signature)) {
        const detail = `the signature of node ${by} under its READY is not its own`;
        return { news, fault: { from, round: 0, kind: "badSignature", detail } };
      }
      this.#signatures.set(by, signature);
      news.push(by);
    }
    return { news, fault: null };
  }
}
