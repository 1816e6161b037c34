/** What a node says: each report is encoded once however many get it, and counted as traffic. */
import type { NodeId } from "../core/group.js";
import { type Pace, type Report, relaysIn } from "../core/protocol.js";
import { paceOf, protocolOf, roundsOf } from "../protocols/index.js";
import type { Traffic } from "../recording/result.js";
import {
  encodeDone,
  encodeReady,
  encodeReport,
  type Frame,
  type SignedReady,
  type WireContext,
} from "../wire/codec.js";
import type { Company } from "./peers.js";

export class Outbox {
  readonly traffic: Traffic;
  readonly #context: WireContext;
  readonly #pace: Pace;
  readonly #self: NodeId;
  readonly #peers: Company;
  #encoded: { report: Report; frames: readonly Frame[] } | null = null;

  constructor(context: WireContext, self: NodeId, peers: Company) {
    this.#context = context;
    this.#pace = paceOf(context.group);
    this.#self = self;
    this.#peers = peers;
    this.traffic = { reports: 0, relays: Array.from({ length: roundsOf(context.group) }, () => 0), bytes: 0 };
  }

  /** `readies`: where READYs are signed, those that it brings. */
  sayReady(to: readonly NodeId[], readies?: readonly SignedReady[]): void {
    const frame = encodeReady(this.#context, this.#self, readies);
    this.#send(to, frame);
  }

  sayDone(to: readonly NodeId[], missed: readonly NodeId[]): void {
    const frame = encodeDone(this.#context, this.#self, missed);
    this.#send(to, frame);
  }

  report(report: Report, to: NodeId): void {
    if (this.#encoded?.report !== report) {
      this.#encoded = { report, frames: encodeReport(this.#context, report) };
    }
    const { frames } = this.#encoded;
    const { group } = this.#context;
    const stage = this.#pace.ahead(report.round) === null ? undefined : report.round;
    for (const frame of frames) this.#peers.send(to, frame, this.#context.instance, stage);
    this.traffic.reports++;
    this.traffic.relays[this.#pace.part(report.round).of]! += relaysIn(protocolOf(group), group, report);
    for (const frame of frames) for (const part of frame) this.traffic.bytes += part.length;
  }

  #send(to: readonly NodeId[], frame: Frame): void {
    for (const peer of to) this.#peers.send(peer, frame, this.#context.instance);
  }
}
