/** One told order, as the messages of every protocol have it. */
import type { Order } from "./group.js";
import type { Path } from "./path.js";

/**
 * Node `path.at(-1)` says so. With the phase king the path is that node alone, in every round: each tells its own value or
 * proposal.
 */
export interface Relay {
  readonly path: Path;
  readonly order: Order;
}
