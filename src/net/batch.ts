/** What one turn of the event loop says to one peer: it goes out together at the end of the turn, where the peer understands that. */
import { alone, type Outgoing, type Parts, type Stamp } from "./form.js";
import { joinedBytes, joinedBytesMax, writeItem, writeOpening } from "./joined.js";
import { Told } from "./told.js";

/** The end of the turn, for all to whom something was said in it. */
export class TurnEnd {
  #waiting: Batch[] = [];

  wait(batch: Batch): void {
    if (this.#waiting.length === 0) setImmediate(() => this.#come());
    this.#waiting.push(batch);
  }

  #come(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const batch of waiting) batch.flush();
  }
}

export class Batch {
  readonly #told = new Told();
  /** made for the first message */
  #joined: Buffer | null = null;
  /** where the next one goes; 0: none is there */
  #end = 0;

  constructor(
    private readonly send: (parts: Parts) => void,
    private readonly turnEnd: TurnEnd,
  ) {}

  /** In its order. `joins`: it may wait for others; else it leaves at once. */
  add(outgoing: Outgoing, stamp: Stamp | null, joins: boolean): void {
    const bytes = joins ? joinedBytes(outgoing) : Number.POSITIVE_INFINITY;
    if (this.#end + bytes > joinedBytesMax) this.flush();
    if (1 + bytes > joinedBytesMax) return this.send(alone(outgoing, stamp));
    this.#joined ??= Buffer.allocUnsafeSlow(joinedBytesMax);
    if (this.#end === 0) {
      this.#end = writeOpening(this.#joined);
      this.turnEnd.wait(this);
    }
    this.#end = writeItem(this.#joined, this.#end, outgoing, stamp, this.#told);
  }

  flush(): void {
    if (this.#end === 0) return;
    const joined = Buffer.from((this.#joined as Buffer).subarray(0, this.#end));
    this.#end = 0;
    this.send([joined]);
  }

  /** What goes out from here on goes over another link. */
  begin(): void {
    this.flush();
    this.#told.forget();
  }
}
