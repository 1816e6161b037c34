/** Members of a group, and where each stands in the sequence of agreements (core/sequence.ts), told in HEREs. */
import { type Here, type Move, Sequence } from "../../src/core/sequence.js";
import { optionsOf } from "./script.js";

const GRACE_MS = 1000;

interface Frame {
  readonly from: number;
  readonly to: number;
  readonly here: Here;
}

export class Company {
  readonly #members = new Map<number, Sequence>();
  readonly #ids: readonly number[];
  readonly #m: number;
  #lives = 0;
  #frames: Frame[] = [];
  #lines: string[] = [];
  #nowMs = 0;

  /** `members n=4 m=1 at=3,3,3,new`: each takes part in that instance next, and waits for it. */
  constructor(first: string) {
    const given = optionsOf(first.split(" "));
    const at = (given.get("at") ?? "").split(",");
    this.#m = Number(given.get("m"));
    this.#ids = at.map((_, index) => index + 1);
    for (const [index, where] of at.entries()) this.#start(index + 1, where === "new" ? 0 : Number(where));
  }

  play(command: string): readonly string[] {
    this.#lines = [];
    const [verb = "", ...words] = command.split(" ");
    const ids = words.length > 0 ? words.map(Number) : [...this.#members.keys()];
    if (verb === "deliver") this.#deliver();
    else if (verb === "begin") this.#begin(ids);
    else if (verb === "end") for (const id of ids) this.#end(id);
    else if (verb === "restart") for (const id of ids) this.#start(id, 0);
    else if (verb === "until") this.#until(Number(words[0]));
    else if (verb === "lie") this.#lie(words);
    else if (verb === "where") for (const id of ids) this.#where(id);
    else if (verb !== "members") throw new Error(`no command: ${command}`);
    return this.#lines;
  }

  /** Another process of this member, in a life of its own: what was under way to the former one is lost. */
  #start(id: number, at: number): void {
    const peers = this.#ids.filter((one) => one !== id);
    const needed = this.#ids.length - this.#m;
    const freshLife = () => `life ${++this.#lives}`;
    const member = new Sequence({ peers, m: this.#m, needed, graceMs: GRACE_MS, freshLife });
    if (this.#members.has(id)) this.#frames = this.#frames.filter(({ to }) => to !== id);
    this.#members.set(id, member);
    member.begin(this.#nowMs, at);
    this.#do(id, [{ kind: "tell", to: peers, asks: false }]);
  }

  #where(id: number): void {
    const { word } = (this.#members.get(id) as Sequence).here(false, id);
    const phase = {
      new: "does not know where the others are",
      next: "takes part next in",
      begun: "has begun",
    }[word.phase];
    this.#lines.push(`${id}: ${phase}${word.phase === "new" ? "" : ` agreement ${word.instance}`}`);
  }

  /** These begin the agreement that each of them takes part in next, and hear each other in it. */
  #begin(ids: readonly number[]): void {
    for (const id of ids) this.#members.get(id)?.started();
    for (const id of ids) {
      const { instance } = this.#members.get(id) as Sequence;
      this.#lines.push(`${id}: begins agreement ${instance}`);
      for (const to of ids)
        if (to !== id) this.#do(to, this.#members.get(to)?.noted(id, instance, "begun", this.#nowMs) ?? []);
    }
  }

  #end(id: number): void {
    const member = this.#members.get(id) as Sequence;
    this.#lines.push(`${id}: ends agreement ${member.instance}`);
    this.#do(id, member.ended(member.instance, this.#nowMs));
    this.#do(id, [{ kind: "tell", to: this.#ids.filter((one) => one !== id), asks: false }]);
  }

  /** `lie 4 1000`: tells everybody that it takes part in this one next. */
  #lie([from, instance]: readonly string[]): void {
    const here = (this.#members.get(Number(from)) as Sequence).here(false, Number(from));
    const lie: Here = { ...here, word: { instance: Number(instance), phase: "next" } };
    this.#frames = this.#frames.filter((frame) => frame.from !== Number(from));
    for (const to of this.#members.keys())
      if (to !== Number(from)) this.#frames.push({ from: Number(from), to, here: lie });
  }

  #deliver(): void {
    this.#nowMs++;
    const frames = this.#frames.toSorted((a, b) => a.to - b.to || a.from - b.from);
    this.#frames = [];
    for (const { from, to, here } of frames)
      this.#do(to, this.#members.get(to)?.hear(from, here, this.#nowMs) ?? []);
  }

  #until(ms: number): void {
    this.#nowMs = ms;
    for (const [id, member] of this.#members) this.#do(id, member.tick(ms));
  }

  #do(id: number, moves: readonly Move[]): void {
    for (const move of moves) {
      if (move.kind === "tell") {
        const member = this.#members.get(id) as Sequence;
        this.#frames.push(...move.to.map((to) => ({ from: id, to, here: member.here(move.asks, to) })));
      } else if (move.kind !== "newLife") this.#lines.push(`${id}: ${said(move)}`);
    }
  }
}

function said(move: Exclude<Move, { kind: "tell" | "newLife" }>): string {
  switch (move.kind) {
    case "settled":
      return "knows where the others are";
    case "absent":
      return `waits no more for the links of ${move.peers.join(", ")}`;
    case "passed":
      return "others have left the agreement that it has begun";
    case "behind":
      return `goes up to agreement ${move.instance}: ${move.missed} went by without it`;
    case "back":
      return `goes back in a fresh life from agreement ${move.from} to ${move.instance}`;
  }
}
