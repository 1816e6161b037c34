/**
 * Watches a simulated group from outside, over all lives of its members, and says what must never happen: a loyal member that
 * contradicts what it signed before, or signs in a view that it knows to be over; evidence against a loyal member; two loyal
 * members with different blocks at one height, or a block that comes out twice or too early in one life.
 */
import type { NodeId } from "../../core/group.js";
import type { Step } from "../../core/machine.js";
import type {
  Certificate,
  Hash,
  Height,
  Message,
  Note,
  Out,
  View,
  Vote,
} from "../../protocols/simplex/types.js";

/** Which member, and which of its processes: a traitor may be two. */
export interface Seat {
  readonly id: NodeId;
  readonly name: string;
}

export class Referee {
  readonly #loyal: ReadonlySet<NodeId>;
  readonly #signed = new Map<string, string | null>();
  /** the highest finalized view that a member knows of an epoch */
  readonly #over = new Map<string, View>();
  readonly #log = new Map<Height, Hash>();
  readonly #ends = new Map<string, Height>();
  /** the lowest height that a process may give out next */
  readonly violations: string[] = [];
  /** the last finalized view that any loyal member knows */
  finalizedView: View = 0;

  constructor(loyal: readonly NodeId[]) {
    this.#loyal = new Set(loyal);
  }

  get height(): Height {
    return Math.max(0, ...this.#log.keys());
  }

  /** A process begins at this height of its log. */
  started({ name }: Seat, height: Height): void {
    this.#ends.set(name, height);
  }

  /** What left a process. Everything of the step was kept before. */
  saw(seat: Seat, { keep, send, notes, out }: Step<Message, Out, Note>): void {
    if (!this.#loyal.has(seat.id)) return;
    for (const { message } of send) this.#heard(seat, message);
    for (const entry of keep) {
      const certificate = entry.certificate as Certificate | undefined;
      if (certificate?.kind === "finalize") this.#finalized(seat, certificate);
    }
    for (const note of notes) {
      if (note.kind === "evidence" && this.#loyal.has(note.evidence.by)) {
        this.#violated(
          seat,
          `holds evidence (${note.evidence.misdeed}) against member ${note.evidence.by}, which is loyal`,
        );
      }
    }
    for (const one of out) {
      if (one.kind === "committed") this.#committed(seat, one.block.height, one.hash);
      if (one.kind === "copied")
        this.#violated(seat, `takes its own signature in view ${one.view} for a copy's`);
    }
  }

  #heard(seat: Seat, message: Message): void {
    if (message.kind === "vote" && message.vote.by === seat.id) this.#vote(seat, message.vote);
    if (message.kind !== "proposal") return;
    const { block, signature } = message.proposal;
    if (signature.startsWith(`${seat.id}~`)) this.#says(seat, "propose", block, signature);
  }

  #vote(seat: Seat, { kind, epoch, view, hash }: Vote): void {
    this.#says(seat, kind, { epoch, view }, hash);
    if (kind === "notarize") return;
    const other = kind === "finalize" ? "nullify" : "finalize";
    if (this.#signed.has(`${seat.id} ${other} ${epoch}.${view}`))
      this.#violated(seat, `sends both finalize and nullify in view ${view}`);
  }

  #says(seat: Seat, kind: string, { epoch, view }: Pick<Vote, "epoch" | "view">, what: string | null): void {
    const key = `${seat.id} ${kind} ${epoch}.${view}`;
    const before = this.#signed.get(key);
    if (before === what) return;
    if (before !== undefined) this.#violated(seat, `signs two ${kind} statements in view ${view}`);
    const over = this.#over.get(`${seat.id} ${epoch}`) ?? 0;
    if (view <= over)
      this.#violated(
        seat,
        `signs a ${kind} statement in view ${view}, and knows a finalization of view ${over}`,
      );
    this.#signed.set(key, what);
  }

  #finalized({ id }: Seat, { epoch, view }: Certificate): void {
    const key = `${id} ${epoch}`;
    this.#over.set(key, Math.max(view, this.#over.get(key) ?? 0));
    this.finalizedView = Math.max(view, this.finalizedView);
  }

  #committed(seat: Seat, height: Height, hash: Hash): void {
    const due = (this.#ends.get(seat.name) ?? 0) + 1;
    if (height !== due) this.#violated(seat, `gives out height ${height} where ${due} is due`);
    this.#ends.set(seat.name, height);
    const before = this.#log.get(height);
    if (before !== undefined && before !== hash)
      this.#violated(seat, `has another block at height ${height} than others`);
    this.#log.set(height, before ?? hash);
  }

  #violated({ name }: Seat, what: string): void {
    this.violations.push(`member ${name} ${what}`);
  }
}
