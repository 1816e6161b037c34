/**
 * What a member of a lasting group says in agreement after agreement, to the byte but for the number of the instance: it is
 * encoded once, with 0 in the number's place. The way back is readings.ts.
 */
import type { Form } from "../core/form.js";
import type { NodeId } from "../core/group.js";
import type { Report } from "../core/protocol.js";
import { isSame } from "../core/same.js";
import { encodeDone, encodeReady, encodeReport, isRepeated } from "./codec.js";
import { placeOfAddressee, placeOfInstance } from "./lives.js";
import type { Frame, WireContext } from "./message.js";

/** Of each round. */
const REPORTS_KNOWN_MAX = 16;

/** Longer reports are encoded each time: to compare them would take as long. */
const FORM_BYTES_MAX = 2048;

interface Known<T> {
  readonly said: T;
  readonly form: Form<Buffer>;
}

/** In one life of a member, under one general. */
export class Forms {
  readonly #context: WireContext;
  #ready: Form<Buffer> | null = null;
  #dones: Known<readonly NodeId[]>[] = [];
  /** by round; null: too long, or never the same */
  readonly #reports: (Known<Report>[] | null)[] = [];

  constructor(
    context: WireContext,
    private readonly self: NodeId,
  ) {
    this.#context = { ...context, instance: 0 };
  }

  ready(): Form<Buffer> {
    return (this.#ready ??= this.#formOf(encodeReady(this.#context, this.self)));
  }

  done(missed: readonly NodeId[]): Form<Buffer> {
    const known = find(this.#dones, missed);
    if (known) return known;
    const form = this.#formOf(encodeDone(this.#context, this.self, missed));
    this.#dones = [{ said: missed, form }, ...this.#dones.slice(0, REPORTS_KNOWN_MAX - 1)];
    return form;
  }

  /** Null for what has to be encoded each time. */
  report(report: Report): Form<Buffer> | null {
    const { round } = report;
    const known = this.#reports[round] ?? [];
    if (this.#reports[round] === null) return null;
    const found = find(known, report);
    if (found) return found;
    const form = isRepeated(this.#context.group) ? this.#shortFormOf(report) : null;
    this.#reports[round] = form && [{ said: report, form }, ...known.slice(0, REPORTS_KNOWN_MAX - 1)];
    return form;
  }

  #shortFormOf(report: Report): Form<Buffer> | null {
    const [frame, ...others] = encodeReport(this.#context, report) as [Frame, ...Frame[]];
    const isShort = others.length === 0 && frame.length === 1 && frame[0]!.length <= FORM_BYTES_MAX;
    return isShort ? this.#formOf(frame) : null;
  }

  #formOf(frame: Frame): Form<Buffer> {
    const [head] = frame as [Uint8Array];
    const text = Buffer.from(head);
    return { text, numberAt: placeOfInstance(this.#context.run), stampAt: placeOfAddressee(frame) };
  }
}

function find<T>(known: readonly Known<T>[], said: T): Form<Buffer> | null {
  for (const one of known) if (isSame(one.said, said)) return one.form;
  return null;
}
