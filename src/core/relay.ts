/** One told order, as the messages of every protocol have it. */
import type { Order } from "./group.js";
import type { Path } from "./path.js";
import type { Life } from "./sequence.js";

/**
 * Node `path.at(-1)` says so. With the phase king the path is that node alone, in every round: each tells its own value or
 * proposal.
 */
export interface Relay {
  readonly path: Path;
  readonly order: Order;
  /** Where messages are signed, and only of what came in: the signature of each id of the path. */
  readonly signatures?: readonly string[];
  /** In a group that agrees again and again, beside those signatures: which process of the general ordered this. */
  readonly life?: Life;
}
