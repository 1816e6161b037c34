/** What a member refuses to agree on or in, before anything is sent. */
import type { Config } from "../config/config.js";
import { digestOf, givenText, type JsonValue } from "../config/contents.js";
import { kindOf } from "../core/kinds.js";
import { PRINTABLE } from "../core/printable.js";
import type { ValueText } from "../core/value.js";
import type { NodeOptions } from "../node/options.js";
import { GroupError } from "./events.js";
import { INSTANCES_KEPT_MAX } from "./mailbox.js";
import type { AgreeOptions } from "./membership.js";

/** The longest number that a header's instance may be: messages of every instance fit into the links. */
export const INSTANCE_MAX = 999_999_999_999_999;

/** Where a member stands when it is asked to agree. */
export interface Standing {
  readonly id: number;
  readonly config: Config;
  readonly isClosed: boolean;
  /** the instance under way */
  readonly open: number | null;
  /** the first instance that may come, and the newest that m+1 peers have come to */
  readonly next: number;
  readonly newest: number | null;
}

export function refusalOf(
  { general, signal }: AgreeOptions,
  instance: number,
  { id, config, isClosed, open, next, newest }: Standing,
): GroupError | null {
  const refuse = (reason: GroupError["reason"], cause: string, fix: string) =>
    new GroupError(reason, cause, fix);
  if (isClosed) return refuse("closed", `node ${id} has left its group`, "join again");
  if (signal?.aborted) return refuse("stopped", "the signal had been aborted already", "give a fresh one");
  if (open !== null) {
    const cause = `node ${id} is still agreeing (instance ${open})`;
    return refuse("usage", cause, "wait for one agreement before the next");
  }
  if (general !== undefined && !config.nodes.some((node) => node.id === general))
    return refuse("usage", `general ${general} is not in the configuration`, "name one of its nodes");
  if (!Number.isSafeInteger(instance) || instance < next || instance > INSTANCE_MAX) {
    const cause = `instance ${instance} is not to come at node ${id}`;
    return refuse("usage", cause, `give ${next} or a later one`);
  }
  if (newest !== null && instance <= newest - INSTANCES_KEPT_MAX) {
    const cause = `node ${id} fell behind: the others are in instance ${newest}, and what they said in instance ${instance} is gone`;
    return refuse("behind", cause, "agree(order, { instance: await membership.currentInstance() })");
  }
  return null;
}

/** The options of a node that gives this; as they are where it gives nothing. Throws GroupError for what cannot be given. */
export function ordering(options: NodeOptions, given: JsonValue | Uint8Array | undefined): NodeOptions {
  const { group } = options;
  if (given === undefined) return options;
  if (group.contents) {
    const text = textOf(given);
    const order = digestOf(text);
    return { ...options, order, group: { ...group, contents: { ...group.contents, [order]: text } } };
  }
  const refuse = (cause: string, fix: string) => {
    throw new GroupError("usage", cause, fix);
  };
  const order = typeof given === "number" ? textOf(given) : given;
  if (typeof order !== "string")
    return refuse(
      "the order is neither a text nor a number",
      "configure `orders: any` for values of any kind",
    );
  if (kindOf(group).everyone) {
    const fix = "give 1 to 64 printable characters, or configure `orders: any`";
    return PRINTABLE.test(order)
      ? { ...options, order }
      : refuse(`"${order.slice(0, 80)}" cannot be a value`, fix);
  }
  if (group.orders.includes(order)) return { ...options, order };
  const fix = `give one of: ${group.orders.join(", ")}; or configure \`orders: any\``;
  return refuse(`"${order}" is none of the configuration's orders`, fix);
}

function textOf(given: JsonValue | Uint8Array): ValueText {
  const text = givenText(given);
  if (typeof text === "string") return text;
  throw new GroupError("usage", `the value ${text.why}`, text.fix);
}
