/** A program as a node's actor: turns are spelled, asked, and read back. */
import type { ProtocolName } from "../../core/group.js";
import { RULES } from "../rules/protocols.js";
import type { Actor, Answer, Heard, Start } from "../turn.js";
import { groupOf } from "../world.js";
import type { Program, Reply } from "./process.js";
import type { Programs } from "./programs.js";
import type { Spelling } from "./spelling.js";
import type { Starts } from "./starts.js";

/** Characters of an answer beyond what its relays can need: for unknown keys, blanks and blank lines. */
const SPARE_CHARS = 1_000_000;
/** Of one relay, in either spelling, generously. */
const RELAY_CHARS = 400;

/** A program in a node's place. */
interface Seat {
  readonly command: readonly string[];
  readonly protocol: ProtocolName;
  readonly spelling: Spelling;
  readonly reuses: boolean;
  /** of its table */
  readonly starts: Starts;
}

export class ProgramActor implements Actor {
  #program: Program | undefined;
  #start: Start | undefined;
  #lastRound = 0;
  /** not yet written */
  #unsaid = "";
  #worlds = 0;

  constructor(
    private readonly programs: Programs,
    private readonly seat: Seat,
  ) {}

  begin(start: Start): void {
    const rules = RULES[this.seat.protocol];
    this.seat.starts.reset();
    this.#worlds = this.#program ? this.#worlds + 1 : 1;
    this.#start = start;
    this.#lastRound = rules.lastRound(groupOf(this.seat.protocol, start)) + 1;
    this.#unsaid = this.seat.spelling.start(start, rules.vector === true);
  }

  async turn(round: number, heard: readonly Heard[]): Promise<Answer> {
    const start = this.#start as Start;
    const text = this.#unsaid + this.seat.spelling.round(round, heard);
    this.#unsaid = "";
    const charsMax = SPARE_CHARS + RELAY_CHARS * start.nodes.length * (heard.length + 1);
    const ask = (program: Program) =>
      program.ask(text, (line) => this.seat.spelling.endsWith(line), `round ${round}`, charsMax);
    const reply = await (this.#program ? ask(this.#program) : this.#started(ask));
    if (reply === null) return { tells: [] };
    if ("failed" in reply) return this.#misdeed(reply.failed + this.#reuseText(round));
    const answer = this.seat.spelling.read(reply.lines, {
      protocol: this.seat.protocol,
      nodes: start.nodes,
      ...{ round, lastRound: this.#lastRound },
      isVector: RULES[this.seat.protocol].vector === true,
    });
    return "misread" in answer ? this.#misdeed(answer.misread) : answer;
  }

  /** Starts its program when its turn has come; null where the world has failed before. */
  #started(ask: (program: Program) => Promise<Reply>): Promise<Reply | null> {
    return this.seat.starts.inTurn(async () => {
      this.#program = this.programs.start(this.seat.command);
      const reply = await ask(this.#program);
      if ("failed" in reply) this.seat.starts.lose();
      return reply;
    });
  }

  end(): void {
    if (!this.seat.reuses) this.drop();
  }

  /** Its process is told the end of its input, and a next world begins with another. */
  drop(): void {
    if (this.#program) this.programs.leave(this.#program);
    this.#program = undefined;
  }

  #reuseText(round: number): string {
    if (this.#worlds < 2 || round > 0) return "";
    return "; with --reuse the next start line follows on the same process";
  }

  #misdeed(misdeed: string): Answer {
    const log = this.#program?.log ?? [];
    this.#program?.kill();
    this.#program = undefined;
    return { misdeed, log };
  }
}
