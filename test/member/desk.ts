/**
 * Members of a log on virtual time with all that stands between their rules and their links: turns, a disk that dies with what was
 * not synced, and mail that holds back what a peer does not wait for. Timers have to be faked, immediates and `hrtime` too.
 */
import { Mail } from "../../src/member/log/mail.js";
import { Turns } from "../../src/member/log/turns.js";
import { monotonicMs } from "../../src/net/clock.js";
import { genesisHash } from "../../src/protocols/simplex/block.js";
import { Epochs } from "../../src/protocols/simplex/epochs.js";
import { DEFAULT_LIMITS, DEFAULT_TIMING } from "../../src/protocols/simplex/options.js";
import type { Kept, Message, Note, Out } from "../../src/protocols/simplex/types.js";
import { toyCrypto } from "../../src/sim/log/toy-crypto.js";

export const MEMBERS = [1, 2, 3, 4];
export const DELTA = DEFAULT_TIMING.deltaMs;
export const DELIVERY_MS = 2;
export const FAKED = ["setTimeout", "clearTimeout", "setImmediate", "clearImmediate", "hrtime"] as const;

/** Whether this leaves a member for a peer. */
export type Leaves = (from: number, to: number, message: Message) => boolean;

class Desk {
  readonly id: number;
  readonly #disk: Kept[] = [];
  readonly #post: (from: number, to: number, frame: Buffer) => void;
  #appended: Kept[] = [];
  #turns: Turns<Message, Out, Note> | null = null;
  #mail!: Mail;
  machine!: Epochs;
  /** its clients' */
  readonly waiting = new Set<string>();
  /** when each command was final here, in the present life */
  readonly finalMs = new Map<string, number>();

  constructor(id: number, post: (from: number, to: number, frame: Buffer) => void) {
    this.id = id;
    this.#post = post;
  }

  get isUp(): boolean {
    return this.#turns !== null;
  }

  start(): void {
    const crypto = toyCrypto(this.id);
    const base = { view: 0, height: 0, hash: genesisHash("desks", crypto.digest), finalization: null };
    const succession = { membersOf: () => MEMBERS, seals: () => false, succeed: () => undefined };
    const fixed = { self: this.id, group: "desks", epoch: 0, base, crypto, succession, learners: () => [] };
    this.finalMs.clear();
    this.machine = new Epochs(
      { ...fixed, limits: DEFAULT_LIMITS, timing: DEFAULT_TIMING, kept: [...this.#disk] },
      monotonicMs(),
    );
    const mail = new Mail({
      ...{ self: this.id, deltaMs: DELTA, course: () => this.machine.current },
      encode: (frame) => Buffer.from(JSON.stringify(frame)),
      post: (to, frame) => this.#post(this.id, to, Buffer.from(frame)),
    });
    this.#mail = mail;
    this.#turns = new Turns(this.machine, {
      append: (entries) => void this.#appended.push(...(entries as Kept[])),
      sync: () => void this.#disk.push(...this.#appended.splice(0)),
      send: (to, message) => mail.add(to, message),
      sent: () => mail.flush(),
      told: ({ out }) => this.#told(out),
      isAwaited: ({ out }) =>
        out.some((one) => one.kind === "committed" && one.block.commands.some((it) => this.waiting.has(it))),
      ended: () => undefined,
      failed: (error) => {
        throw error;
      },
    });
  }

  /** What its mail holds dies with it. */
  kill(): void {
    this.#turns?.stop();
    this.#turns = null;
    this.#appended = [];
  }

  heard(peer: number): void {
    this.#turns?.input({ kind: "peer", id: peer, is: "heard" });
  }

  submit(command: string): void {
    this.waiting.add(command);
    this.#turns?.input({ kind: "propose", value: command });
  }

  receive(from: number, frame: Buffer): void {
    for (const line of frame.toString().split("\n"))
      this.#turns?.input({
        kind: "message",
        from,
        message: (JSON.parse(line) as { message: Message }).message,
      });
  }

  #told(out: readonly Out[]): void {
    for (const one of out) {
      if (one.kind !== "committed") continue;
      this.#mail.committed(
        one,
        MEMBERS.filter((id) => id !== this.id),
      );
      for (const command of one.block.commands) this.finalMs.set(command, monotonicMs());
    }
  }
}

/** Four of them, linked; what a liar says is what `leaves` lets through. */
export class Desks {
  readonly #desks: readonly Desk[];
  readonly #leaves: Leaves;

  constructor(leaves: Leaves = () => true) {
    this.#leaves = leaves;
    this.#desks = MEMBERS.map((id) => new Desk(id, (...sent) => this.#carry(...sent)));
    for (const { id } of this.#desks) this.start(id);
  }

  at(id: number): Desk {
    return this.#desks[id - 1] as Desk;
  }

  kill(id: number): void {
    this.at(id).kill();
  }

  /** Its links come up, in both directions. */
  start(id: number): void {
    this.at(id).start();
    for (const other of this.#desks) {
      if (other.id === id || !other.isUp) continue;
      other.heard(id);
      this.at(id).heard(other.id);
    }
  }

  stop(): void {
    for (const { id } of this.#desks) this.kill(id);
  }

  #carry(from: number, to: number, frame: Buffer): void {
    if (!this.at(from).isUp) return; // a timer of the life before
    const lines = frame.toString().split("\n");
    const left = lines.filter((line) =>
      this.#leaves(from, to, (JSON.parse(line) as { message: Message }).message),
    );
    if (left.length > 0)
      setTimeout(() => this.at(to).receive(from, Buffer.from(left.join("\n"))), DELIVERY_MS);
  }
}
