/**
 * A spelled-out report as one text. Without its orders it hangs on the round and the sender alone: so a report is written by
 * setting its orders into that text, and read by taking them out, whereupon that text must be left, to the letter. What is not
 * so is none of this file's: json.ts reads it relay by relay, and says what is wrong.
 *
 * A node of a short run reads a dozen long reports and ends, before V8 has compiled what reads them. So what is long here is done
 * by a few calls of built-in functions, a row of relays at a time, and not by steps of this program's own.
 */
import { isUtf8 } from "node:buffer";
import { type Group, lieutenantsOf, type NodeId, type Order, planeOrdersOf } from "../../../core/group.js";
import { relayCount, rowBits } from "../../../core/path.js";
import { type DecodedReport, headerOf, type WireContext } from "../../../wire/message.js";
import { emptyReport, type OralReport, type Rows } from "../report.js";
import { oralMessages } from "../rules.js";

const ORDER = '"order":';
const RELAYS = ',"relays":[';
const END = "]}";

/** The one message that tells `report`, as text. */
export function spell(context: WireContext, { round, from, planes }: OralReport): string {
  const { group } = context;
  const bits = rowBits(group.ids.length, round);
  const texts = [...planeOrdersOf(group), group.defaultOrder].map(keyed);
  const parts = frameOf(group, round, from).split(ORDER);
  let text = headOf(context, round, from) + (parts[0] as string);
  for (let index = 1, row = 0; index < parts.length; row++) {
    for (let bit = 0; bit < bits; bit++, index++) {
      let plane = 0;
      while (plane < planes.length && !(((planes[plane] as Rows)[row]! >>> bit) & 1)) plane++;
      text += (texts[plane] as string) + (parts[index] as string);
    }
  }
  return text + END;
}

/** Reads reports of single runs, where nothing is wrong with them. */
export class Speller {
  readonly #context: WireContext;
  /** any order of the group, behind its key */
  readonly #orders: RegExp;

  constructor(context: WireContext) {
    this.#context = context;
    const texts = context.group.orders.map((order) => keyed(order).replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
    this.#orders = new RegExp(texts.join("|"), "g");
  }

  /** The report that `from` tells; null where it is not to be read so. */
  read(from: NodeId, head: Buffer): DecodedReport<OralReport> | null {
    if (!isUtf8(head)) return null;
    const text = head.toString("utf8");
    const at = text.indexOf(RELAYS);
    const round = at < 0 ? null : this.#roundOf(from, text);
    if (round === null || !text.endsWith(END)) return null;
    const relays = text.slice(at + RELAYS.length, -END.length);
    const { group } = this.#context;
    const orders = relays.match(this.#orders) ?? [];
    if (orders.length !== relayCount(group.ids.length, round)) return null;
    if (relays.replace(this.#orders, ORDER) !== frameOf(group, round, from)) return null;
    return { kind: "report", round, report: reportIn(group, round, from, orders), faults: [] };
  }

  /** Which of its rounds the header is of, that must be this one to the letter. */
  #roundOf(from: NodeId, text: string): number | null {
    const { group } = this.#context;
    for (let round = 0; round <= group.m; round++) {
      const isDue = oralMessages.senders(group, round).includes(from);
      if (isDue && text.startsWith(headOf(this.#context, round, from))) return round;
    }
    return null;
  }
}

function headOf(context: WireContext, round: number, from: NodeId): string {
  return JSON.stringify(headerOf(context, "report", round, from)).slice(0, -1) + RELAYS;
}

/** `orders`: of each relay, with its key. */
function reportIn(group: Group, round: number, from: NodeId, orders: readonly string[]): OralReport {
  const report = emptyReport(group, round, from);
  const each = rowBits(group.ids.length, round);
  for (const [k, order] of planeOrdersOf(group).entries()) {
    const key = keyed(order);
    const plane = report.planes[k] as Rows;
    for (let index = 0, row = 0; row < plane.length; row++) {
      let bits = 0;
      for (let bit = 0; bit < each; bit++) if (orders[index++] === key) bits |= 1 << bit;
      plane[row] = bits;
    }
  }
  return report;
}

/** All relays that `sender` tells in `round`, without their orders. */
function frameOf(group: Group, round: number, sender: NodeId): string {
  const begin = `{"path":[${group.general}`;
  const end = `],${ORDER}}`;
  if (round === 0) return begin + end;
  if (round === 1) return `${begin},${sender}${end}`;
  const behind = `${end},${begin},`;
  let text = `${begin},`;
  const choose = (hops: number, left: readonly NodeId[], tail: string): void => {
    if (hops === 1) text += left.join(tail + behind) + tail + behind;
    else for (const id of left) choose(hops - 1, without(left, id), `,${id}${tail}`);
  };
  choose(round - 1, without(lieutenantsOf(group), sender), `,${sender}`);
  return text.slice(0, end.length - behind.length);
}

function keyed(order: Order): string {
  return ORDER + JSON.stringify(order);
}

function without(ids: readonly NodeId[], id: NodeId): NodeId[] {
  return ids.toSpliced(ids.indexOf(id), 1);
}
