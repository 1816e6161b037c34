/** What the page needs of a protocol, as one record: room, words and tables. */
import type { ComponentChildren } from "preact";
import type { Group, NodeId } from "../core/group.js";
import type { Held } from "../explain/explained.js";
import type { Run } from "./model/runs.js";

export interface View<H extends Held> {
  /** Room for the widest pill of a round. */
  readonly pillPx: number;
  /** What an empty report says. */
  nothing(round: number): string;
  /** What who alone reports in a round is called, e.g. `king`; absent where nobody does. */
  speaker?(round: number): string | null;
  /** What nodes hold; absent where they keep message trees, which have screens of their own. */
  readonly tables?: Tables<H>;
}

export interface Tables<H extends Held> {
  /** What the words of the tables mean. */
  hint?(group: Group): ComponentChildren;
  ofAll(run: Run, held: ReadonlyMap<NodeId, H>): ComponentChildren;
  ofOne(run: Run, node: NodeId, held: H): ComponentChildren;
  /** Whether the table of one is too wide to stand beside a text. */
  readonly isWide?: true;
}
