/** One step of the machine while it is made: what is to be kept, sent and handed out, each in its order. */
import type { Fault, FaultKind } from "../../core/fault.js";
import type { NodeId } from "../../core/group.js";
import type { Sending, Step } from "../../core/machine.js";
import type { Kept, Message, Note, Out, View } from "./types.js";

export class Turn {
  readonly #keep: Kept[] = [];
  readonly #send: Sending<Message>[] = [];
  readonly #faults: Fault[] = [];
  readonly #notes: Note[] = [];
  readonly #out: Out[] = [];

  keep(entry: Kept): void {
    this.#keep.push(entry);
  }

  send(to: readonly NodeId[], message: Message): void {
    if (to.length > 0) this.#send.push({ to, message });
  }

  /** Whether anything of it goes to these. */
  sendsTo(group: readonly NodeId[]): boolean {
    return this.#send.some(({ to }) => to === group);
  }

  fault(from: NodeId, view: View | null, kind: FaultKind, detail: string): void {
    this.#faults.push({ from, round: view, kind, detail });
  }

  note(note: Note): void {
    this.#notes.push(note);
  }

  out(out: Out): void {
    this.#out.push(out);
  }

  step(): Step<Message, Out, Note> {
    return {
      keep: this.#keep.map((entry) => ({ ...entry })),
      send: this.#send,
      faults: this.#faults,
      notes: this.#notes,
      out: this.#out,
    };
  }
}
