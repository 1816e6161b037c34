/**
 * Signatures in a simulated world, unforgeable by construction: a signature is good if the notary has given it out for
 * this signer and this text, and each node gets only its own hand to sign with. It is as long as a real one, and the same
 * text is signed alike.
 */

import type { NodeId } from "../core/group.js";
import { keptIn } from "../core/grouped.js";
import { must } from "../core/must.js";
import { wordsOf } from "../core/random.js";
import { NO_DOMAIN, type Signer } from "../core/signer.js";

const WORDS = 16;

export class Notary {
  readonly #given = new Map<string, string>();

  constructor(private readonly seed: number) {}

  /** The hand of a node that holds the keys of `holds`. Signing for anybody else is an error of the simulator. */
  signerOf(holds: readonly NodeId[]): Signer {
    return {
      domain: NO_DOMAIN,
      sign: (by, text) => {
        must(holds.includes(by), () => `node ${holds[0]} signs for node ${by}`);
        return keptIn(this.#given, `${by} ${text}`, () => this.#draw(by));
      },
      verify: (by, text, signature) => this.#given.get(`${by} ${text}`) === signature,
    };
  }

  #draw(by: NodeId): string {
    const words = wordsOf(this.seed, by, this.#given.size);
    const digits = Array.from({ length: WORDS }, () => words().toString(16).padStart(8, "0"));
    return digits.join("");
  }
}
