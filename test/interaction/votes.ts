/** A process that keeps one vote, and dies in the midst of a duty: what it has told, and what it knows in its next life. */
import { Process } from "../../src/sim/process.js";
import { type Vote, Voter } from "../sim/voter.js";

export class Votes {
  #lines: string[] = [];
  readonly #process = new Process<Vote, string, never>(
    (kept) => {
      this.#lines.push(
        kept.length > 0 ? `starts, and reads ${JSON.stringify(kept)}` : "starts, and reads nothing",
      );
      return new Voter(kept);
    },
    {
      send: ({ to, message }) => void this.#lines.push(`sends to ${to.join(", ")}: ${message.vote}`),
      told: ({ keep, out }) =>
        void this.#lines.push(...keep.map(() => "kept it first"), ...out.map((vote) => `votes ${vote}`)),
    },
  );

  play(command: string): readonly string[] {
    this.#lines = [];
    const [verb, word = "", death] = command.split(" ");
    if (verb === "start") this.#process.start(0);
    else if (verb === "ask" && death === undefined) this.#process.input({ kind: "propose", value: word }, 0);
    else if (verb === "ask") this.#dieIn(word, death as "append" | "sync" | "send");
    else if (verb === "crash") this.#process.die();
    else if (verb !== "voter") throw new Error(`no command: ${command}`);
    return this.#lines;
  }

  #dieIn(value: string, death: "append" | "sync" | "send"): void {
    this.#process.input({ kind: "propose", value }, 0, () => (death === "append" ? { written: 0 } : death));
    const when = {
      append: "half way through writing",
      sync: "before the sync",
      send: "before anything is sent",
    };
    this.#lines.push(`dies ${when[death]}`);
  }
}
