/** Groups on virtual time whose members change, and an audit of what they leave by one who was not there. */
import { genesisHash, hashOf } from "../../src/protocols/simplex/block.js";
import type { Succession } from "../../src/protocols/simplex/epochs.js";
import { sealFault } from "../../src/protocols/simplex/seal.js";
import { certificateFault } from "../../src/protocols/simplex/statement.js";
import type { Command, SimplexOptions } from "../../src/protocols/simplex/types.js";
import { Dice } from "../../src/sim/dice.js";
import { LogGroup, type LogGroupOptions } from "../../src/sim/log/group.js";
import { toyCrypto } from "../../src/sim/log/toy-crypto.js";
import { type LogStrategy, MACHINES } from "../../src/sim/log/traitors.js";
import { commandsOf, DELTA, TIMING } from "./worlds.js";

/** A change is of one epoch, and void in any other. */
const membersText = (ids: readonly number[], epoch: number, attempt: number): Command =>
  `members ${ids.join()} of ${epoch}#${attempt}`;

/** The members that a block's commands leave: the first command of this epoch that adds or removes one. */
function after(epoch: number, members: readonly number[], commands: readonly Command[]): readonly number[] {
  for (const command of commands) {
    const [, list, of] = /^members ([\d,]+) of (\d+)#/.exec(command) ?? [];
    const ids = Number(of) === epoch ? (list?.split(",").map(Number) ?? members) : members;
    const changed = [...ids, ...members].filter((id) => ids.includes(id) !== members.includes(id));
    if (changed.length === 1) return ids;
  }
  return members;
}

export class Changing implements Succession {
  readonly #epochs: (readonly number[])[] = [[1, 2, 3, 4]];

  membersOf(epoch: number): readonly number[] {
    return this.#epochs[epoch] as readonly number[];
  }

  seals(epoch: number, commands: readonly Command[], members = this.membersOf(epoch)): boolean {
    return after(epoch, members, commands) !== members;
  }

  succeed({ epoch, block }: Parameters<Succession["succeed"]>[0]): void {
    this.#epochs[epoch + 1] = after(epoch, this.#epochs[epoch] as readonly number[], block.commands);
  }
}

export interface ChangingWorld {
  readonly seed: number;
  /** not 3 or 4, which are told what clients want */
  readonly traitor?: readonly [number, LogStrategy];
  /** of messages in the first half */
  readonly loss?: number;
  readonly deaths?: number;
  readonly succession?: () => Succession;
  readonly more?: Partial<LogGroupOptions>;
}

/** Members come and go: 5 for 1, 6 for 2 and 7; each id once. */
const CHANGES = [
  [1, 2, 3, 4, 5],
  [2, 3, 4, 5],
  [2, 3, 4, 5, 6],
  [3, 4, 5, 6],
  [3, 4, 5, 6, 7],
];
const LAST = CHANGES.at(-1) as readonly number[];
const COMMANDS = 40;
const HALF_MS = 150 * DELTA;

/** Commands all along, changes of members between them, deaths and losses in the first half, and a good network behind. */
export function played({ seed, traitor, loss = 0, deaths = 0, succession, more }: ChangingWorld): LogGroup {
  const dice = new Dice(seed);
  const links = new Dice(seed, 1);
  const group: LogGroup = new LogGroup({
    n: 4,
    timing: TIMING,
    learners: [5, 6, 7],
    traitors: traitor ? [traitor[0]] : [],
    succession: succession ?? (() => new Changing()),
    delayMs: () => (group.nowMs < HALF_MS && links.chance(loss) ? null : links.between(1, DELTA)),
    make: (options: SimplexOptions, nowMs) =>
      new MACHINES[options.self === traitor?.[0] ? traitor[1] : "honest"](options, nowMs),
    ...more,
  });
  // clients ask 3 and 4, and again while nothing came of it: a member that dies forgets what it was asked
  for (let k = 0; k < 190; k++) group.at(5 * DELTA * k, () => ask(group, k, dice));
  for (let k = 0; k < deaths; k++) {
    const name = 1 + dice.below(7);
    const atMs = dice.between(1, HALF_MS);
    group.at(atMs, () => group.kill(name));
    group.at(atMs + dice.between(1, 20 * DELTA), () => group.start(name));
  }
  for (let until = 160; until <= 1000 && (until === 160 || unfinished(group).length > 0); until += 20)
    group.run(until * DELTA);
  return group;
}

/** One more command each 5 Δ, and each 25 Δ the next change. */
function ask(group: LogGroup, k: number, dice: Dice): void {
  const done = new Set(commandsOf(group, 4));
  const due = Array.from({ length: Math.min(k + 1, COMMANDS) }, (_, n) => `command ${n}`);
  const epoch = group.member(4).machine?.epoch ?? 0;
  const change = CHANGES[epoch];
  const isTime = change && k >= 3 + 5 * epoch && dice.chance(0.5);
  const wanted = [...due.filter((one) => !done.has(one)), ...(isTime ? [membersText(change, epoch, k)] : [])];
  for (const command of wanted) for (const name of [3, 4]) group.submit(name, command);
}

/** What is wrong with what the group left, to one who knows its first members alone; null: nothing. */
export function audit(group: LogGroup, name = 3): string | null {
  const [violation] = group.referee.violations;
  if (violation !== undefined) return violation;
  const { log, seals } = group.member(name);
  const { digest, verify } = toyCrypto(0);
  let [epoch, members, parent]: [number, readonly number[], string] = [
    0,
    [1, 2, 3, 4],
    genesisHash("simulated", digest),
  ];
  for (const { block, finalization } of log) {
    const membership = { group: "simulated", epoch, members };
    if (block.epoch !== epoch)
      return `block ${block.height} is of epoch ${block.epoch}, where ${epoch} is due`;
    if (block.parent !== parent) return `block ${block.height} does not stand on the one before`;
    parent = hashOf(block, digest);
    const fault = finalization && certificateFault(membership, finalization, verify);
    if (fault) return `the finalization of block ${block.height}: ${fault}`;
    const next = after(epoch, members, block.commands);
    if (next === members) continue;
    const seal = seals[epoch];
    if (!seal || hashOf(seal.block, digest) !== parent) return `epoch ${epoch} has no seal at its end`;
    const broken = sealFault(membership, seal, { digest, verify });
    if (broken !== null) return `the seal of epoch ${epoch}: ${broken}`;
    [epoch, members] = [epoch + 1, next];
  }
  return null;
}

/** Who of the last members has not done all there is to do. */
export function unfinished(group: LogGroup): string[] {
  return LAST.flatMap((id) => {
    const all = commandsOf(group, id).filter((command) => command.startsWith("command "));
    const { epoch } = group.member(id).machine ?? {};
    return new Set(all).size === COMMANDS && epoch === CHANGES.length
      ? []
      : [`member ${id} is in epoch ${epoch} with ${all.length} commands`];
  });
}
