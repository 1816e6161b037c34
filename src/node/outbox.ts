/** What a node says: each report is encoded once however many get it, and counted as traffic. */
import type { NodeId } from "../core/group.js";
import { type Pace, type Report, relaysIn } from "../core/protocol.js";
import { bytesOf, type Message } from "../net/form.js";
import { paceOf, protocolOf, roundsOf } from "../protocols/index.js";
import type { Traffic } from "../recording/result.js";
import {
  encodeDone,
  encodeReady,
  encodeReport,
  type RowsForm,
  type SignedReady,
  type WireContext,
} from "../wire/codec.js";
import type { Forms } from "../wire/forms.js";
import type { Company } from "./peers.js";

interface Encoded {
  readonly messages: readonly Message[];
  readonly bytes: number;
  readonly relays: number;
}

const ZEROS: number[][] = [];

/** To copy one is quickest. */
function zeros(count: number): number[] {
  return (ZEROS[count] ??= Array.from({ length: count }, () => 0)).slice();
}

export class Outbox {
  readonly traffic: Traffic;
  readonly #pace: Pace;
  /** the report that was told last, in each form that a peer reads */
  #told: { readonly report: Report; readonly as: Map<RowsForm | undefined, Encoded> } | null = null;

  constructor(
    private readonly context: WireContext,
    private readonly self: NodeId,
    private readonly peers: Company,
    /** null in a single run */
    private readonly forms: Forms | null,
  ) {
    this.#pace = paceOf(context.group);
    this.traffic = { reports: 0, relays: zeros(roundsOf(context.group)), bytes: 0 };
  }

  /** `readies`: where READYs are signed, those that it brings. */
  sayReady(to: readonly NodeId[], readies?: readonly SignedReady[]): void {
    const isOwn = this.forms !== null && readies === undefined;
    this.#send(to, isOwn ? this.forms.ready() : encodeReady(this.context, this.self, readies));
  }

  sayDone(to: readonly NodeId[], missed: readonly NodeId[]): void {
    this.#send(to, this.forms?.done(missed) ?? encodeDone(this.context, this.self, missed));
  }

  report(report: Report, to: NodeId): void {
    if (this.#told?.report !== report) this.#told = { report, as: new Map() };
    const reads = this.peers.reads?.(to);
    const encoded = this.#told.as.get(reads) ?? this.#encode(report, reads);
    this.#told.as.set(reads, encoded);
    const { messages, bytes, relays } = encoded;
    const stage = this.#pace.ahead(report.round) === null ? undefined : report.round;
    for (const message of messages) this.peers.send(to, message, this.context.instance, stage);
    this.traffic.reports++;
    this.traffic.relays[this.#pace.part(report.round).of]! += relays;
    this.traffic.bytes += bytes;
  }

  #encode(report: Report, reads: RowsForm | undefined): Encoded {
    const { group, instance } = this.context;
    const joined = this.forms?.report(report) ?? null;
    const messages =
      joined === null ? encodeReport({ ...this.context, ...(reads && { reads }) }, report) : [joined];
    const bytes = messages.reduce((sum, message) => sum + bytesOf(message, instance), 0);
    return { messages, bytes, relays: relaysIn(protocolOf(group), group, report) };
  }

  #send(to: readonly NodeId[], message: Message): void {
    for (const peer of to) this.peers.send(peer, message, this.context.instance);
  }
}
