/**
 * A report that stays where it arrived, in the form in which it came: most are folded, once, and dropped. So memory for their rows
 * is not asked of the system again and again, which would take as long as to read them; and what is short on its way is short
 * until then.
 *
 * Two are the same if what they have of their own is (core/same.ts): the bytes that came, and not the rows, since a short body may
 * stand for thirty times as much, which nobody has made here by saying it again.
 */
import type { NodeId } from "../../../core/group.js";
import type { Told } from "../pattern.js";
import type { OralReport, Rows } from "../report.js";

/** A tight body, or a patterned one's parts. */
export type Came = { readonly tight: Uint8Array } | { readonly told: Told };

/** Makes rows of zeros what was told. */
export type Fill = (rows: Rows) => void;

export class AsItCame implements OralReport {
  #planes: readonly Rows[] | null = null;
  readonly #empty: () => Rows;
  readonly #fill: Fill;

  /** Of one plane. `empty` makes rows of zeros for it. */
  constructor(
    readonly round: number,
    readonly from: NodeId,
    readonly came: Came,
    empty: () => Rows,
    fill: Fill,
  ) {
    this.#empty = empty;
    this.#fill = fill;
  }

  get planes(): readonly Rows[] {
    return (this.#planes ??= [this.#filled(this.#empty())]);
  }

  get told(): Told | undefined {
    return "told" in this.came ? this.came.told : undefined;
  }

  makeIn(rows: Rows): void {
    this.#filled(rows);
  }

  #filled(rows: Rows): Rows {
    this.#fill(rows);
    return rows;
  }
}
