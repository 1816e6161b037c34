/** What a member refuses to agree on or in, before anything is sent. */
import type { Config } from "../config/config.js";
import { givenText, type JsonValue } from "../config/contents.js";
import { isSignal } from "../core/argument.js";
import type { Group, NodeId } from "../core/group.js";
import { PRINTABLE } from "../core/order-text.js";
import { printable } from "../core/printable.js";
import { unreadable, type ValueText } from "../core/value.js";
import type { NodeOptions } from "../node/options.js";
import { protocolOf } from "../protocols/index.js";
import { frameBytesMax, framesHeld, type WireContext } from "../wire/codec.js";
import { digestOf } from "../wire/digest.js";
import { GroupError } from "./events.js";
import type { AgreeOptions } from "./membership.js";
import { behind } from "./outcome.js";

/** The longest number that a header's instance may be: messages of every instance fit into the links. */
export const INSTANCE_MAX = 999_999_999_999_999;

/** Messages of all agreements in flight, from all peers. */
const IN_FLIGHT_BYTES_MAX = 2 ** 30;

/** Where a member stands when it is asked to agree. */
export interface Standing {
  readonly id: number;
  readonly config: Config;
  readonly isClosed: boolean;
  /** how many may be under way or wait for a start, and how many do; the oldest of them */
  readonly inFlight: number;
  readonly underWay: number;
  readonly oldest: number;
  /** the first instance that was not over for it, and the first that it can take part in: later where it fell behind */
  readonly first: number;
  readonly next: number;
  /** the one that a further call takes part in */
  readonly place: number;
}

/** What stands behind the order. Throws GroupError. */
export function choiceOf(given: unknown): AgreeOptions {
  const fix = "agree(order, { general, instance, signal }), each of which may be left out";
  const refusal = (why: string) => usage(`what stands behind the order ${why}`, fix);
  const choice = readOnce<AgreeOptions>(given, ["general", "instance", "signal"], refusal);
  if (choice.signal === undefined || isSignal(choice.signal)) return choice;
  throw usage("the signal is no AbortSignal", "give new AbortController().signal");
}

/** A copy of options: a getter may throw, or say another thing the next time. Throws what `refusal` makes of why there is none. */
export function readOnce<Options extends object>(
  given: unknown,
  names: readonly (keyof Options)[],
  refusal: (why: string) => Error,
): Options {
  if (typeof given !== "object" || given === null) throw refusal("is no object");
  try {
    return Object.fromEntries(names.map((name) => [name, (given as Options)[name]])) as Options;
  } catch (error) {
    throw refusal(unreadable(error).why);
  }
}

export function refusalOf(
  choice: AgreeOptions,
  { id, config, isClosed, inFlight, underWay, oldest, first, next, place }: Standing,
): GroupError | null {
  if (isClosed) return new GroupError("closed", `node ${id} has left its group`, "join again");
  const { general, instance, signal } = choice;
  if (signal?.aborted)
    return new GroupError("stopped", "the signal had been aborted already", "give a fresh one");
  if (underWay >= inFlight && inFlight > 1) {
    const cause = `node ${id} has ${inFlight} agreements in flight`;
    return usage(cause, "wait for one of them before the next");
  }
  if (underWay >= inFlight) {
    const fix = "wait for one agreement before the next, or let all members join with more of them inFlight";
    return usage(`node ${id} is still agreeing (instance ${oldest})`, fix);
  }
  if (general !== undefined && !config.nodes.some((node) => node.id === general)) {
    const cause = `general ${shown(general)} is not in the configuration`;
    return usage(cause, "name one of its nodes, by its id, a number");
  }
  if (instance === undefined) return null;
  if (!Number.isSafeInteger(instance) || instance < first || instance > INSTANCE_MAX) {
    const cause = `instance ${shown(instance)} is not to come at node ${id}`;
    return usage(cause, `leave it out, or give ${next} or a later one`);
  }
  if (instance < next) return behind(id, instance, next);
  if (underWay === 0 || instance === place) return null;
  const cause = `instance ${instance} cannot come next at node ${id}: ${underWay} are in flight`;
  return usage(cause, `leave it out, give ${place}, or wait for those first`);
}

/** The options of a node that gives this, or nothing where the configuration says it. Throws GroupError for what cannot be given. */
export function ordering(
  options: NodeOptions,
  given: JsonValue | Uint8Array | undefined,
  { nodes }: Pick<Config, "nodes">,
): NodeOptions {
  const { group, self } = options;
  if (given === undefined) {
    const refusal = givesNothing(group, self, nodes.find(({ id }) => id === self)?.value !== undefined);
    if (refusal !== null) throw usage(refusal, "agree(order), with what is to be agreed on");
    return options;
  }
  if (group.contents) {
    const text = textOf(given);
    const order = digestOf(text);
    return { ...options, order, group: { ...group, contents: { ...group.contents, [order]: text } } };
  }
  const order = typeof given === "number" ? textOf(given) : given;
  if (typeof order !== "string")
    throw usage("the order is neither a text nor a number", "configure `orders: any` for values of any kind");
  if (protocolOf(group).everyone) {
    if (PRINTABLE.test(order)) return { ...options, order };
    const fix = "give 1 to 64 printable characters, or configure `orders: any`";
    throw usage(`${shown(order)} cannot be a value`, fix);
  }
  if (group.orders.includes(order)) return { ...options, order };
  const fix = `give one of: ${group.orders.join(", ")}; or configure \`orders: any\``;
  throw usage(`${shown(order)} is none of the configuration's orders`, fix);
}

/** Why a member has to give something; what a configuration holds for lack of an order is nobody's. */
function givesNothing(group: Group, self: NodeId, isConfigured: boolean): string | null {
  if (protocolOf(group).everyone)
    return isConfigured ? null : `node ${self} gives no value, and has none in the configuration`;
  return self === group.general ? `node ${self} is the general and gives no order` : null;
}

function textOf(given: JsonValue | Uint8Array): ValueText {
  const text = givenText(given);
  if (typeof text === "string") return text;
  throw usage(`the value ${text.why}`, text.fix);
}

/** Refuses what peers could fill this process's memory with, before it joins. */
export function refuseTooLarge(context: WireContext, peers: number, inFlight: number): void {
  const bytesEach = peers * framesHeld(context) * frameBytesMax(context);
  if (inFlight === 1 || inFlight * bytesEach <= IN_FLIGHT_BYTES_MAX) return;
  const gigabytes = ((inFlight * bytesEach) / 2 ** 30).toFixed(1);
  const fix = `join with an inFlight of at most ${Math.max(1, Math.floor(IN_FLIGHT_BYTES_MAX / bytesEach))}`;
  throw usage(`${inFlight} agreements of this group in flight may hold ${gigabytes} GB of messages`, fix);
}

export function usage(cause: string, fix: string): GroupError {
  return new GroupError("usage", cause, fix);
}

/** What a program gave where something else was due, briefly. */
export function shown(value: unknown): string {
  if (typeof value === "string") return `"${printable(value, 40)}"`;
  if (typeof value === "function") return "a function";
  return typeof value === "object" && value !== null ? "an object" : String(value);
}
