/**
 * Twins (Bano et al., "Twins: BFT Systems Made Robust", OPODIS 2021): one member of four is run twice under one key, each copy
 * honest by itself, and for each view the five processes are parted in two. So a Byzantine member arises from honest code: it
 * proposes two blocks, votes for two, remembers what it likes.
 *
 * A scenario is which member is two, and a partition for each view. What is said of a view is lost between the sides of its
 * partition; it is heard once that view has its turn, and a process that is ahead stands still until then, as processes and
 * links may where nothing is known of time. After the last such view the network is good. Then the logs must be equal as far as they
 * go, and a new block final within f+2 further views that loyal members lead.
 *
 * All scenarios are tried: those whose first views leave the five with the same statements, certificates and messages, but for
 * the names of blocks, are continued once.
 */
import type { NodeId } from "../../../core/group.js";
import { Referee, type Seat } from "../../../sim/log/referee.js";
import { toyCrypto } from "../../../sim/log/toy-crypto.js";
import { Queue, type Timed } from "../../../sim/queue.js";
import { genesisHash } from "../block.js";
import { Simplex } from "../machine.js";
import { DEFAULT_LIMITS } from "../options.js";
import { faultyMax, leaderOf } from "../rules.js";
import type { Message, SimplexOptions, Timing, View } from "../types.js";

const N = 4;
const DELTA_MS = 100;
const TIMING: Timing = { deltaMs: DELTA_MS, growth: 1.5, exponentMax: 6, heartbeatMs: 2000 };

/** How long a message takes: at most Δ. */
const DELAY_MS = 40;

const HEAL_MS = 100_000;

/** Which of the five processes are on the other side, as bits; the first loyal one never is. */
export type Partition = number;

const PARTITIONS = 16;

export interface TwinsChecked {
  readonly views: number;
  /** every twin × partition for each view */
  readonly scenarios: bigint;
  /** those that were played to the end */
  readonly played: number;
  readonly broken: {
    readonly twin: NodeId;
    readonly partitions: readonly Partition[];
    readonly what: string;
  } | null;
}

export type MakeMachine = (options: SimplexOptions, nowMs: number) => Simplex;

const shipped: MakeMachine = (options, nowMs) => new Simplex(options, nowMs);

export function checkTwins(
  views: number,
  make = shipped,
  told: (text: string) => void = () => undefined,
): TwinsChecked {
  let played = 0;
  for (let twin = 1; twin <= N; twin++) {
    let frontier: Partition[][] = [[]];
    for (let view = 1; view <= views; view++) {
      const reached = new Map<string, Partition[]>();
      for (const before of frontier) {
        for (let partition = 0; partition < PARTITIONS; partition++) {
          const partitions = [...before, partition];
          const world = new TwinsWorld(twin, partitions, make);
          for (let k = 1; k <= view; k++) world.play(k);
          const key = world.key();
          if (reached.has(key)) continue;
          reached.set(key, partitions);
          played++;
          const what = world.heal();
          if (what !== null) return { views, scenarios: 0n, played, broken: { twin, partitions, what } };
        }
      }
      frontier = [...reached.values()];
      told(`member ${twin} twice, ${view} of ${views} views: ${frontier.length} states`);
    }
  }
  return { views, scenarios: BigInt(N) * BigInt(PARTITIONS) ** BigInt(views), played, broken: null };
}

/** One scenario by itself; null, or what went wrong. */
export function playTwins(twin: NodeId, partitions: readonly Partition[], make = shipped): string | null {
  const world = new TwinsWorld(twin, partitions, make);
  for (let view = 1; view <= partitions.length; view++) world.play(view);
  return world.heal();
}

interface Player {
  readonly seat: Seat;
  readonly machine: Simplex;
  /** the view in which it has voted nullify last */
  gaveUp: View;
}

interface Post {
  readonly to: Player;
  readonly from: Player;
  readonly message: Message;
  readonly view: View;
}

type Event = Timed & ({ readonly post: Post } | { readonly tick: Player });

class TwinsWorld {
  readonly #players: readonly Player[];
  readonly #loyal: readonly Player[];
  readonly #referee: Referee;
  /** what is on its way; while views are played, what is said of later ones waits */
  #posts: Post[] = [];
  /** the last view that is played; infinite once the network is good */
  #turn: View = 0;
  #nowMs = 0;

  constructor(
    twin: NodeId,
    private readonly partitions: readonly Partition[],
    make: MakeMachine,
  ) {
    const ids = Array.from({ length: N }, (_, index) => index + 1);
    const loyal = ids.filter((id) => id !== twin);
    this.#referee = new Referee(loyal);
    const seats = [
      ...loyal.map((id) => ({ id, name: `${id}` })),
      ...["a", "b"].map((copy) => ({ id: twin, name: `${twin}${copy}` })),
    ];
    this.#players = seats.map((seat) => ({ seat, machine: make(optionsOf(seat.id, ids), 0), gaveUp: 0 }));
    this.#loyal = this.#players.filter(({ seat }) => seat.id !== twin);
    for (const player of this.#players) this.#input(player, { kind: "tick" });
  }

  /** Until nothing more happens in this view and those before. */
  play(view: View): void {
    this.#turn = view;
    for (;;) {
      this.#deliver();
      const waiting = this.#players.filter(
        ({ machine, gaveUp }) => machine.view <= view && gaveUp < machine.view,
      );
      const [next] = waiting.toSorted((a, b) => dueMs(a) - dueMs(b));
      if (!next || dueMs(next) === Number.POSITIVE_INFINITY) return;
      this.#nowMs = Math.max(this.#nowMs, dueMs(next));
      this.#input(next, { kind: "tick" });
    }
  }

  #deliver(): void {
    for (;;) {
      const index = this.#posts.findIndex(
        ({ view, to }) => view <= this.#turn && to.machine.view <= this.#turn,
      );
      if (index < 0) return;
      const [post] = this.#posts.splice(index, 1) as [Post];
      this.#input(post.to, { kind: "message", from: post.from.seat.id, message: post.message });
    }
  }

  #input(player: Player, input: Parameters<Simplex["step"]>[0]): void {
    const { seat, machine } = player;
    const step = machine.step(input, this.#nowMs);
    this.#referee.saw(seat, step);
    for (const note of step.notes) {
      if (note.kind === "voted" && note.vote.kind === "nullify") player.gaveUp = note.vote.view;
      if (note.kind === "entered")
        machine.step({ kind: "propose", value: `${seat.name} in ${note.view}` }, this.#nowMs);
    }
    for (const { to, message } of step.send) {
      const view = viewOf(message) ?? machine.view;
      for (const other of this.#players) {
        if (!to.includes(other.seat.id) || this.#isApart(player, other, view)) continue;
        this.#posts.push({ to: other, from: player, message, view });
      }
    }
  }

  #isApart(one: Player, other: Player, view: View): boolean {
    const bits = this.#turn === Number.POSITIVE_INFINITY ? 0 : (this.partitions[view - 1] ?? 0) << 1;
    const side = (player: Player) => (bits >> this.#players.indexOf(player)) & 1;
    return side(one) !== side(other);
  }

  /** The network is good from now on. */
  heal(): string | null {
    this.#turn = Number.POSITIVE_INFINITY;
    const before = this.#referee.finalizedView;
    const from = Math.max(...this.#loyal.map(({ machine }) => machine.view));
    const endMs = this.#nowMs + HEAL_MS;
    const queue = new Queue<Event>();
    const arrange = () => {
      for (const post of this.#posts.splice(0)) queue.push({ atMs: this.#nowMs + DELAY_MS, phase: 0, post });
    };
    arrange();
    for (const tick of this.#players) queue.push({ atMs: this.#nowMs, phase: 1, tick });
    for (
      let event = queue.pop();
      event && event.atMs <= endMs && !this.#isHealed(before);
      event = queue.pop()
    ) {
      this.#nowMs = Math.max(this.#nowMs, event.atMs);
      const player = "post" in event ? event.post.to : event.tick;
      if ("post" in event)
        this.#input(player, { kind: "message", from: event.post.from.seat.id, message: event.post.message });
      else if (dueMs(player) <= this.#nowMs) this.#input(player, { kind: "tick" });
      arrange();
      queue.push({ atMs: Math.max(dueMs(player), this.#nowMs), phase: 1, tick: player });
    }
    return this.#verdict(before, from);
  }

  #isHealed(before: View): boolean {
    return this.#loyal.every(({ machine }) => machine.finalizedView > before && !machine.isBehind);
  }

  #verdict(before: View, from: View): string | null {
    const [violation] = this.#referee.violations;
    if (violation !== undefined) return violation;
    if (!this.#isHealed(before))
      return `nothing new is final at all loyal members ${HEAL_MS} ms after the network is good`;
    const ends = this.#loyal.map(({ machine }) => machine.finalizedView);
    const [least, most] = [Math.min(...ends), faultyMax(N) + 2];
    const loyal = this.#loyal.map(({ seat }) => seat.id);
    let led = 0;
    for (let view = from + 1; view <= least; view++) if (loyal.includes(leaderOf([1, 2, 3, 4], view))) led++;
    return led <= most ? null : `${led} views led by loyal members went by until something new was final`;
  }

  /**
   * What the five know and have signed, and what is on its way to whom it tells something, but for the names of blocks and
   * commands. The copies of the twin can change places.
   */
  key(): string {
    const [a, b] = this.#players.slice(-2) as [Player, Player];
    return [this.#keyOf([...this.#loyal, a, b]), this.#keyOf([...this.#loyal, b, a])].sort()[0] as string;
  }

  #keyOf(players: readonly Player[]): string {
    const place = new Map(players.map((player, index) => [player, index]));
    const known = players.map(({ machine }) => [machine.view, machine.finalizedView, machine.live()]);
    const posts = this.#posts
      .filter(({ to, message }) => (viewOf(message) ?? 0) > to.machine.finalizedView)
      .map(({ to, message }) => stripped([place.get(to), message]));
    const names = new Map<string, number>();
    const named = (text: string, isNew: boolean) =>
      text.replaceAll(/[0-9a-f]{16}/g, (hash) => {
        if (isNew && !names.has(hash)) names.set(hash, names.size);
        const name = names.get(hash);
        return name === undefined ? hash : `h${name}`;
      });
    const first = named(stripped(known), true);
    const rest = [...new Set(posts.map((post) => named(post, false)))].sort();
    return `${first} ${named(rest.join(" "), true)}`;
  }
}

/** Without signatures, commands, heights, and who of a quorum signed. */
function stripped(value: unknown): string {
  return JSON.stringify(value, (key, inner: unknown) =>
    ["signature", "commands", "height", "votes", "parentView"].includes(key) ? undefined : inner,
  );
}

function dueMs({ machine }: Player): number {
  return machine.deadlineMs ?? Number.POSITIVE_INFINITY;
}

/** Which view a message speaks of; undefined: of none. */
function viewOf(message: Message): View | undefined {
  if (message.kind === "vote") return message.vote.view;
  if (message.kind === "certificate") return message.certificate.view;
  return message.kind === "proposal" ? message.proposal.block.view : undefined;
}

function optionsOf(self: NodeId, members: readonly NodeId[]): SimplexOptions {
  const crypto = toyCrypto(self);
  const base = { view: 0, height: 0, hash: genesisHash("twins", crypto.digest), finalization: null };
  return {
    self,
    members,
    group: "twins",
    epoch: 0,
    base,
    crypto,
    timing: TIMING,
    limits: DEFAULT_LIMITS,
    kept: [],
    // a loyal member's would stop at the first sight of what the other signed
    ignoresCopies: true,
  };
}
