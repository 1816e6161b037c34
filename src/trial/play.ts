/**
 * Plays one world in lockstep: in each round every node is told what it heard, and answers. Programs answer for themselves; the
 * trial plays the other nodes by their books (rules/), telling echoes, itself and the general, and exchanges what traitors tell.
 *
 * What a masked program tells is taken down and judged, and goes to nobody: in its place goes what its node owes, with the lies.
 */
import type { NodeId, Order } from "../core/group.js";
import { groupedBy } from "../core/grouped.js";
import type { Path } from "../core/path.js";
import { type Words, wordsOf } from "../core/random.js";
import { saidIn } from "./lied.js";
import { RULES } from "./rules/protocols.js";
import type { Book, Debt, Rules } from "./rules/rules.js";
import type { Answer, Cast, Heard, Misdeed, Tell } from "./turn.js";
import { type Lie, startOf, type World } from "./world.js";
import { hasEcho } from "./wrong-relays.js";

/** One node's part in one round. */
export interface Turn {
  readonly heard: readonly Heard[];
  readonly owed: readonly Debt[];
  /** what a program told; null for a node that the trial plays, and for one that failed */
  readonly tells: readonly Tell[] | null;
}

export interface Played {
  readonly world: World;
  /** by node and round; the last turn is the decision's */
  readonly turns: ReadonlyMap<NodeId, readonly Turn[]>;
  /** of nodes that programs play */
  readonly books: ReadonlyMap<NodeId, Book>;
  /** of programs, as they were given */
  readonly decisions: ReadonlyMap<NodeId, string>;
  readonly misdeeds: readonly (Misdeed & { readonly node: NodeId; readonly round: number })[];
  /** nodes that programs play */
  readonly programs: readonly NodeId[];
}

/** Paths and orders that can be carried at all; what is longer is judged, and goes to nobody. */
const ORDER_BYTES_MAX = 31;

/** What one node told in a round, and whom. */
interface Telling {
  readonly heard: Heard;
  readonly to: readonly (readonly NodeId[])[];
}

/** `fillsEchoes`: where nodes are of different programs, echoes that one of them does not tell are told for it. */
export async function play(world: World, cast: Cast, fillsEchoes = false): Promise<Played> {
  const stage = new Stage(world, cast, fillsEchoes);
  stage.begin();
  try {
    for (let round = 0; round <= stage.last; round++) await stage.round(round);
  } finally {
    stage.end();
  }
  return stage;
}

class Stage implements Played {
  readonly books = new Map<NodeId, Book>();
  readonly turns: ReadonlyMap<NodeId, Turn[]>;
  readonly decisions = new Map<NodeId, string>();
  readonly misdeeds: (Misdeed & { node: NodeId; round: number })[] = [];
  readonly programs: readonly NodeId[];
  /** the round of the decision */
  readonly last: number;
  readonly #rules: Rules;
  readonly #cast: Cast;
  readonly #lies: ReadonlyMap<number, readonly Lie[]>;
  readonly #words: Words;
  /** of nodes that the trial plays */
  readonly #books = new Map<NodeId, Book>();
  /** in the round that is played; the next one hears it */
  #told: Telling[] = [];
  /** where things are sealed: what loyal nodes have sealed */
  readonly #sealed = new Set<string>();

  constructor(
    readonly world: World,
    cast: Cast,
    private readonly fillsEchoes: boolean,
  ) {
    const { group, traitors, masked, lies } = world;
    this.#words = wordsOf(world.seed, group.ids.length);
    this.#rules = RULES[group.protocol];
    this.last = this.#rules.lastRound(group) + 1;
    const isPlaying = (id: NodeId) => !traitors.includes(id) || masked.includes(id);
    this.#cast = (id) => (isPlaying(id) ? cast(id) : undefined);
    this.programs = group.ids.filter((id) => this.#cast(id) !== undefined);
    for (const id of group.ids) {
      const books = this.programs.includes(id) ? this.books : this.#books;
      books.set(id, this.#rules.book(startOf(world, id)));
    }
    this.turns = new Map(group.ids.map((id) => [id, []]));
    this.#lies = groupedBy(lies, ({ by, round }) => lieKey(by, round));
  }

  begin(): void {
    for (const id of this.programs) this.#cast(id)?.begin(startOf(this.world, id));
  }

  end(): void {
    for (const id of this.programs) this.#cast(id)?.end();
  }

  async round(round: number): Promise<void> {
    const told = this.#told;
    this.#told = [];
    const answers = this.#ask(round, told);
    this.#hearOthers(round, told);
    const given = await Promise.all(answers);
    this.programs.forEach((id, place) => this.#take(id, round, given[place]));
    if (round === this.last) return;
    for (const id of this.world.group.ids) this.#tell(id, round);
  }

  /** Programs are told what they heard; meanwhile their books hear it too. */
  #ask(round: number, told: readonly Telling[]): Promise<Answer | undefined>[] {
    const inboxes = inboxesOf(this.programs, told);
    const isLast = round === this.last;
    const answers = this.programs.map((id) => {
      const heard = inboxes.get(id) as Heard[];
      this.#shuffle(heard);
      const isSilent = this.misdeeds.some(({ node }) => node === id);
      return Promise.resolve(isSilent ? undefined : this.#cast(id)?.turn(round, heard, isLast));
    });
    for (const [id, book] of this.books) this.#hear(id, book, round, inboxes.get(id) as Heard[]);
    return answers;
  }

  /** What is told in the last round the trial's own nodes are asked for by nobody, but perhaps by a recording. */
  #hearOthers(round: number, told: readonly Telling[]): void {
    if (round < this.last) {
      const inboxes = inboxesOf([...this.#books.keys()], told);
      for (const [id, book] of this.#books) this.#hear(id, book, round, inboxes.get(id) as Heard[]);
      return;
    }
    for (const id of this.#books.keys()) {
      const turn = {
        get heard() {
          return inboxesOf([id], told).get(id) as Heard[];
        },
        ...{ owed: [], tells: null },
      };
      this.turns.get(id)?.push(turn);
    }
  }

  #hear(id: NodeId, book: Book, round: number, heard: readonly Heard[]): void {
    if (round > 0) book.hear(round - 1, heard);
    const owed = round === this.last ? [] : book.owed(round);
    this.turns.get(id)?.push({ heard, owed, tells: null });
  }

  #take(id: NodeId, round: number, answer: Answer | undefined): void {
    if (!answer) return;
    const turns = this.turns.get(id) as Turn[];
    if ("misdeed" in answer) this.misdeeds.push({ ...answer, node: id, round });
    else if ("decision" in answer) this.decisions.set(id, answer.decision);
    else turns[round] = { ...(turns[round] as Turn), tells: answer.tells };
  }

  /** What goes out of a node in this round. */
  #tell(id: NodeId, round: number): void {
    const turns = this.turns.get(id) as Turn[];
    const { owed, tells } = turns[round] as Turn;
    if (this.world.traitors.includes(id)) this.#lie(id, round, owed);
    else if (tells) this.#carry(id, tells, owed);
    else if (!this.books.has(id))
      for (const { path, order, to, echoes, free } of owed) this.#send(id, path, order, to, echoes, free);
  }

  /** What a loyal program tells, and where asked for the echoes that it leaves out in this round. */
  #carry(id: NodeId, tells: readonly Tell[], owed: readonly Debt[]): void {
    const { ids, orders } = this.world.group;
    for (const { to, path, order } of tells) {
      const isShort = orders.includes(order) || Buffer.byteLength(order) <= ORDER_BYTES_MAX;
      if (isShort && path.length <= this.last + 1 && ids.includes(to)) this.#send(id, path, order, [to]);
    }
    if (!this.fillsEchoes || hasEcho(tells, owed)) return;
    for (const { path, order, echoes } of owed) this.#send(id, path, order, echoes);
  }

  #lie(id: NodeId, round: number, owed: readonly Debt[]): void {
    for (const { path, order, to } of saidIn(owed, this.#lies.get(lieKey(id, round)) ?? []))
      if (order !== null) this.#send(id, path, order, to);
  }

  #send(from: NodeId, path: Path, order: Order, ...to: readonly (readonly NodeId[])[]): void {
    const heard = this.#rules.seals
      ? { from, path, order, ...this.#sealsOn(from, path, order) }
      : { from, path, order };
    this.#told.push({ heard, to });
  }

  /** A traitor puts every traitor's seal on anything; a loyal node its own on what it tells. */
  #sealsOn(from: NodeId, path: Path, order: Order): { seals: NodeId[] } {
    const { traitors } = this.world;
    if (!traitors.includes(from) && path.at(-1) === from) this.#sealed.add(`${path.join(".")} ${order}`);
    const isReal = (id: NodeId, place: number) =>
      traitors.includes(id) || this.#sealed.has(`${path.slice(0, place + 1).join(".")} ${order}`);
    return { seals: path.filter(isReal) };
  }

  /** The order in which things are heard says nothing; of what is sealed the lower sender comes first, so that all take the same chain. */
  #shuffle(heard: Heard[]): void {
    if (this.#rules.seals) return;
    for (let left = heard.length - 1; left > 0; left--) {
      const other = this.#words() % (left + 1);
      [heard[left], heard[other]] = [heard[other] as Heard, heard[left] as Heard];
    }
  }
}

/** What each of these hears of that, the lower sender first. The innermost of all loops go by place (path-key.ts). */
function inboxesOf(ids: readonly NodeId[], told: readonly Telling[]): Map<NodeId, Heard[]> {
  const inboxes = new Map<NodeId, Heard[]>(ids.map((id) => [id, []]));
  for (let telling = 0; telling < told.length; telling++) {
    const { heard, to } = told[telling] as Telling;
    for (let list = 0; list < to.length; list++) {
      const receivers = to[list] as readonly NodeId[];
      for (let place = 0; place < receivers.length; place++)
        inboxes.get(receivers[place] as NodeId)?.push(heard);
    }
  }
  return inboxes;
}

/** Rounds are fewer than this. */
const ROUNDS_MAX = 1000;

function lieKey(by: NodeId, round: number): number {
  return by * ROUNDS_MAX + round;
}
