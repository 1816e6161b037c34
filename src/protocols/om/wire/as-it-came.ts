/**
 * A report that stays where it arrived, in the form in which it came: most are folded, once, and dropped. So memory for their rows
 * is not asked of the system again and again, which would take as long as to read them; and what is short on its way is short
 * until then.
 */
import type { NodeId } from "../../../core/group.js";
import type { Told } from "../pattern.js";
import type { OralReport, Rows } from "../report.js";

export class AsItCame implements OralReport {
  declare readonly planes: readonly Rows[];
  // these are no own properties: see below
  readonly #fill: (rows: Rows) => void;

  readonly #told: Told | undefined;

  /** Of one plane. `empty` makes rows of zeros for it, and `fill` makes them what was told; `told`, if a pattern tells it. */
  constructor(
    readonly round: number,
    readonly from: NodeId,
    empty: () => Rows,
    fill: (rows: Rows) => void,
    told?: Told,
  ) {
    this.#fill = fill;
    this.#told = told;
    let planes: readonly Rows[] | null = null;
    const get = () => (planes ??= [this.#filled(empty())]);
    // an own property, as that of every report: two are the same if all that they have is (core/same.ts)
    Object.defineProperty(this, "planes", { enumerable: true, get });
  }

  get told(): Told | undefined {
    return this.#told;
  }

  makeIn(rows: Rows): void {
    this.#filled(rows);
  }

  #filled(rows: Rows): Rows {
    this.#fill(rows);
    return rows;
  }
}
