/** What comes from peers: a text that comes again is read once, and what is not of present lives counts for nothing. */
import type { NodeId } from "../core/group.js";
import type { Lives } from "../core/lives.js";
import type { Says } from "../core/whereabouts.js";
import { missedIn, type Opening, Readings } from "../wire/codec.js";

export class Receiving extends Readings {
  constructor(
    private readonly self: NodeId,
    private readonly lives: Lives,
    run: string,
  ) {
    super(run);
  }

  /** What is said again bears the same lives: they are compared once, until one changes. */
  accepts(from: NodeId, { life, to, reading }: Opening): boolean {
    const { changes } = this.lives;
    if (reading?.acceptedWith === changes) return true;
    const isAccepted = this.lives.accepts(from, life, to);
    if (reading && isAccepted) reading.acceptedWith = changes;
    return isAccepted;
  }

  /** What it tells of where its sender is. */
  says(opening: Opening): Says {
    const { type, reading } = opening;
    if (type === "ready") return type;
    if (type !== "done") return "begun";
    const missed = reading?.message?.kind === "done" ? reading.message.missed : missedIn(opening.parts);
    return missed.includes(this.self) ? "without" : "begun";
  }
}
