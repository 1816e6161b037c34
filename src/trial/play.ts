/**
 * Plays one world in lockstep: in each round every node is told what it heard, and answers. Programs answer for themselves; the
 * trial plays the other nodes by their books (rules/), telling echoes, itself and the general, and exchanges what traitors tell.
 *
 * What a masked program tells is taken down and judged, and goes to nobody: in its place goes what its node owes, with the lies.
 */
import type { NodeId, Order } from "../core/group.js";
import type { Path } from "../core/path.js";
import { type Words, wordsOf } from "../core/random.js";
import type { Answer, Cast, Misdeed } from "./actor.js";
import { keyOf, keyTo, type PathKey } from "./path-key.js";
import { RULES } from "./rules/protocols.js";
import type { Book, Debt, Rules } from "./rules/rules.js";
import type { Heard, Tell } from "./turn.js";
import { type Lie, startOf, type World } from "./world.js";

/** One node's part in one round. */
export interface Turn {
  readonly heard: readonly Heard[];
  readonly owed: readonly Debt[];
  /** what a program told; null for a node that the trial plays, and for one that failed */
  readonly tells: readonly Tell[] | null;
}

/** A lie as it was told: in the place of what, where anything was owed. */
export interface ToldLie extends Lie {
  readonly owed: Order | null;
}

export interface Played {
  readonly world: World;
  /** by node and round; the last turn is the decision's */
  readonly turns: ReadonlyMap<NodeId, readonly Turn[]>;
  readonly books: ReadonlyMap<NodeId, Book>;
  /** of programs, as they were given */
  readonly decisions: ReadonlyMap<NodeId, string>;
  readonly misdeeds: readonly (Misdeed & { readonly node: NodeId; readonly round: number })[];
  /** nodes that programs play */
  readonly programs: readonly NodeId[];
  readonly lies: readonly ToldLie[];
}

export interface PlayOptions {
  /** where nodes are of different programs, echoes that one of them does not tell are told for it */
  readonly fillsEchoes?: boolean;
}

/** Paths and orders that can be carried at all; what is longer is judged, and goes to nobody. */
const ORDER_BYTES_MAX = 31;

export async function play(world: World, cast: Cast, options: PlayOptions = {}): Promise<Played> {
  const stage = new Stage(world, cast, options);
  const last = stage.rules.lastRound(world.group) + 1;
  stage.begin();
  try {
    for (let round = 0; round <= last; round++) await stage.round(round, round === last);
  } finally {
    stage.end();
  }
  return stage;
}

class Stage implements Played {
  readonly rules: Rules;
  readonly books: ReadonlyMap<NodeId, Book>;
  readonly turns: ReadonlyMap<NodeId, Turn[]>;
  readonly decisions = new Map<NodeId, string>();
  readonly misdeeds: (Misdeed & { node: NodeId; round: number })[] = [];
  readonly programs: readonly NodeId[];
  readonly lies: ToldLie[] = [];
  readonly #cast: Cast;
  readonly #options: PlayOptions;
  readonly #lies = new Map<string, Lie[]>();
  readonly #words: Words;
  /** what each node will hear in the next round */
  #inboxes: ReadonlyMap<NodeId, Heard[]>;
  /** where things are sealed: what loyal nodes have sealed */
  readonly #sealed = new Set<string>();

  constructor(
    readonly world: World,
    cast: Cast,
    options: PlayOptions,
  ) {
    const { group, traitors, masked, lies } = world;
    this.#options = options;
    this.#words = wordsOf(world.seed, group.ids.length);
    this.rules = RULES[group.protocol];
    const isPlaying = (id: NodeId) => !traitors.includes(id) || masked.includes(id);
    this.#cast = (id) => (isPlaying(id) ? cast(id) : undefined);
    this.programs = group.ids.filter((id) => this.#cast(id) !== undefined);
    this.books = new Map(group.ids.map((id) => [id, this.rules.book(startOf(world, id))]));
    this.turns = new Map(group.ids.map((id) => [id, []]));
    this.#inboxes = emptyInboxes(group.ids);
    for (const lie of lies) {
      const key = `${lie.by} ${lie.round}`;
      const there = this.#lies.get(key);
      if (there) there.push(lie);
      else this.#lies.set(key, [lie]);
    }
  }

  begin(): void {
    for (const id of this.programs) this.#cast(id)?.begin(startOf(this.world, id));
  }

  end(): void {
    for (const id of this.programs) this.#cast(id)?.end();
  }

  async round(round: number, isLast: boolean): Promise<void> {
    const { ids } = this.world.group;
    const inboxes = this.#inboxes;
    this.#inboxes = emptyInboxes(ids);
    const asked = ids.map((id) => {
      const heard = this.#shuffled(inboxes.get(id) as Heard[]);
      const isSilent = this.misdeeds.some(({ node }) => node === id);
      const answer = isSilent ? undefined : this.#cast(id)?.turn(round, heard, isLast);
      return { id, heard, answer };
    });
    for (const { id, heard } of asked) {
      const book = this.books.get(id) as Book;
      if (round > 0) book.hear(round - 1, heard);
      const owed = isLast ? [] : book.owed(round);
      (this.turns.get(id) as Turn[]).push({ heard, owed, tells: null });
    }
    const answers = await Promise.all(asked.map(async ({ answer }) => answer));
    asked.forEach(({ id }, place) => this.#take(id, round, answers[place]));
  }

  #take(id: NodeId, round: number, answer: Answer | undefined): void {
    const turns = this.turns.get(id) as Turn[];
    const turn = turns[round] as Turn;
    if (answer && "misdeed" in answer) this.misdeeds.push({ ...answer, node: id, round });
    else if (answer && "decision" in answer) this.decisions.set(id, answer.decision);
    else if (answer) turns[round] = { ...turn, tells: answer.tells };
    if (this.world.traitors.includes(id)) this.#lieIn(id, round, turn.owed);
    else if (answer && "tells" in answer) this.#carry(id, answer.tells, turn.owed);
    else if (!this.#cast(id)) for (const debt of turn.owed) this.#tellAll(id, debt);
  }

  /** What a loyal program tells, and where asked for the echoes that it leaves out in this round. */
  #carry(id: NodeId, tells: readonly Tell[], owed: readonly Debt[]): void {
    const { ids, orders } = this.world.group;
    const longest = this.rules.lastRound(this.world.group) + 2;
    for (const { to, path, order } of tells) {
      const isShort = orders.includes(order) || Buffer.byteLength(order) <= ORDER_BYTES_MAX;
      if (isShort && path.length <= longest && ids.includes(to)) this.#send(id, to, path, order);
    }
    if (!this.#options.fillsEchoes || !owed.some(({ echoes }) => echoes.length > 0)) return;
    const echoes = new Set(owed.flatMap((debt) => debt.echoes.map((to) => keyTo(to, debt.path))));
    if (tells.some(({ to, path }) => echoes.has(keyTo(to, path)))) return;
    for (const debt of owed) for (const to of debt.echoes) this.#send(id, to, debt.path, debt.order);
  }

  /** To each the same thing. */
  #tellAll(id: NodeId, { path, order, to, echoes, free }: Debt): void {
    const heard = this.#heardOf(id, path, order);
    for (const all of [to, echoes, free])
      for (const receiver of all) this.#inboxes.get(receiver)?.push(heard);
  }

  /** What a traitor owes, with its lies in the place of it and besides. */
  #lieIn(id: NodeId, round: number, owed: readonly Debt[]): void {
    const lies = this.#lies.get(`${id} ${round}`) ?? [];
    const instead = new Map<PathKey, Map<NodeId, Lie>>();
    for (const lie of lies) {
      if (lie.again) continue;
      const there = instead.get(keyOf(lie.path));
      if (there) there.set(lie.to, lie);
      else instead.set(keyOf(lie.path), new Map([[lie.to, lie]]));
    }
    for (const debt of owed) {
      const there = instead.get(keyOf(debt.path));
      if (there) this.#lieOn(id, debt, there);
      else this.#tellAll(id, debt);
    }
    for (const there of instead.values()) for (const lie of there.values()) this.#tellBesides(lie);
    for (const lie of lies) if (lie.again) this.#tellBesides(lie);
  }

  /** Along one path, on which these lies go to some; they are taken out. */
  #lieOn(id: NodeId, { path, order, to, echoes, free }: Debt, lies: Map<NodeId, Lie>): void {
    for (const receiver of [...to, ...echoes, ...free]) {
      const lie = lies.get(receiver);
      lies.delete(receiver);
      const told = lie ? lie.order : order;
      if (lie && told !== order) this.lies.push({ ...lie, owed: order });
      if (told !== null) this.#send(id, receiver, path, told);
    }
  }

  #tellBesides(lie: Lie): void {
    if (lie.order === null) return;
    this.lies.push({ ...lie, owed: null });
    this.#send(lie.by, lie.to, lie.path, lie.order);
  }

  #send(from: NodeId, to: NodeId, path: Path, order: Order): void {
    this.#inboxes.get(to)?.push(this.#heardOf(from, path, order));
  }

  #heardOf(from: NodeId, path: Path, order: Order): Heard {
    return this.rules.seals
      ? { from, path, order, ...this.#sealsOn(from, path, order) }
      : { from, path, order };
  }

  /** A traitor puts every traitor's seal on anything; a loyal node its own on what it tells. */
  #sealsOn(from: NodeId, path: Path, order: Order): { seals: NodeId[] } {
    const { traitors } = this.world;
    if (!traitors.includes(from) && path.at(-1) === from) this.#sealed.add(`${path.join(".")} ${order}`);
    const isReal = (id: NodeId, place: number) =>
      traitors.includes(id) || this.#sealed.has(`${path.slice(0, place + 1).join(".")} ${order}`);
    return { seals: path.filter(isReal) };
  }

  /** Of what is sealed the lower sender comes first, so that all take the same chain; else the order says nothing. */
  #shuffled(heard: Heard[]): Heard[] {
    if (this.rules.seals) return heard.toSorted((a, b) => a.from - b.from);
    for (let left = heard.length - 1; left > 0; left--) {
      const other = this.#words() % (left + 1);
      [heard[left], heard[other]] = [heard[other] as Heard, heard[left] as Heard];
    }
    return heard;
  }
}

function emptyInboxes(ids: readonly NodeId[]): ReadonlyMap<NodeId, Heard[]> {
  return new Map(ids.map((id) => [id, []]));
}
