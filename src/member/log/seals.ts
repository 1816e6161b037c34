/** The ends of all epochs so far, as a member holds them on its disk. */
import type { Crypto, Epoch, Seal } from "../../protocols/simplex/types.js";
import type { Archive } from "../../store/archive.js";
import type { Lineage } from "./lineage.js";

const keyOf = (epoch: Epoch): string => `seal/${String(epoch).padStart(16, "0")}`;

export class Seals {
  #count: number;

  private constructor(
    private readonly archive: Archive,
    private readonly lineage: Lineage,
    count: number,
  ) {
    this.#count = count;
  }

  /** Those that are held, and what they say of the members. */
  static async open(archive: Archive, lineage: Lineage): Promise<Seals> {
    const keys = await archive.keys("seal/", "seal0");
    for (const key of keys) lineage.succeed(JSON.parse(archive.get(key) as string) as Seal);
    return new Seals(archive, lineage, keys.length);
  }

  at(epoch: Epoch): Seal | null {
    return epoch < this.#count ? (JSON.parse(this.archive.get(keyOf(epoch)) as string) as Seal) : null;
  }

  /** Those from one epoch on, up to before another. */
  between(from: Epoch, below: Epoch): Seal[] {
    const seals: Seal[] = [];
    for (let epoch = from; epoch < Math.min(below, this.#count); epoch++) seals.push(this.at(epoch) as Seal);
    return seals;
  }

  /** One that this member's own log came to. */
  add(seal: Seal): void {
    this.lineage.succeed(seal);
    this.archive.put(keyOf(seal.epoch), JSON.stringify(seal));
    this.#count = Math.max(this.#count, seal.epoch + 1);
  }

  /** One from a peer: what is wrong with it, or null. */
  learn(seal: Seal, crypto: Pick<Crypto, "digest" | "verify">): string | null {
    if (seal.epoch !== this.lineage.last) return null;
    const fault = this.lineage.learn(seal, crypto);
    if (fault === null) this.add(seal);
    return fault;
  }
}
