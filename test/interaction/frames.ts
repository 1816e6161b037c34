/** What is under way between nodes, and what a script does to it. */

import type { NodeId } from "../../src/core/group.js";
import type { CarriedReport } from "../../src/protocols/values/rules.js";
import type { Message } from "./words.js";

interface Frame {
  readonly from: NodeId;
  readonly to: NodeId;
  readonly message: Message;
  readonly notBeforeMs: number;
  readonly isHeld?: true;
}

export class Frames {
  #all: Frame[] = [];

  post(from: NodeId, to: NodeId, message: Message, notBeforeMs = 0): void {
    this.#all.push({ from, to, message, notBeforeMs });
  }

  hold(pairs: readonly string[]): void {
    this.#change(pairs, (frame) => [{ ...frame, isHeld: true }]);
  }

  lose(pairs: readonly string[]): void {
    this.#change(pairs, () => []);
  }

  twice(pairs: readonly string[]): void {
    this.#change(pairs, (frame) => [frame, frame]);
  }

  /** A report arrives without the values that it was to bring. */
  withhold(pairs: readonly string[]): void {
    this.#change(pairs, (frame) => {
      const { message } = frame;
      if (message.kind !== "report" || message.report === null) return [frame];
      const report = { ...message.report, values: {} } as CarriedReport;
      return [{ ...frame, message: { ...message, report } }];
    });
  }

  /** Takes out what arrives by now, by receiver and then by sender: all that is not held, or what goes between `pairs`. */
  arriving(nowMs: number, pairs: readonly string[] = []): Frame[] {
    const isMeant = pairs.length > 0 ? between(pairs) : ({ isHeld }: Frame) => !isHeld;
    const due = this.#all.filter((frame) => isMeant(frame) && frame.notBeforeMs <= nowMs);
    this.#all = this.#all.filter((frame) => !due.includes(frame));
    return due.toSorted((a, b) => a.to - b.to || a.from - b.from);
  }

  #change(pairs: readonly string[], to: (frame: Frame) => Frame[]): void {
    const isMeant = between(pairs);
    this.#all = this.#all.flatMap((frame) => (isMeant(frame) ? to(frame) : [frame]));
  }
}

/** `1>2`, with `*` for everybody. */
function between(words: readonly string[]): (frame: Frame) => boolean {
  const pairs = words.map((word) => word.split(">"));
  const fits = (pattern: string | undefined, id: NodeId) => pattern === "*" || Number(pattern) === id;
  return ({ from, to }) => pairs.some(([a, b]) => fits(a, from) && fits(b, to));
}
