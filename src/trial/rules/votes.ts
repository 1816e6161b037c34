/**
 * Where a fold went wrong, as far as its answer shows: the smallest subtree in which the votes and the answer disagree.
 *
 * Of a wrong decision only the answer at the root is known. A subtree can account for it if the root would come to the answer
 * with that subtree's vote changed to it, all others being right; so the search goes down as long as exactly one child is in
 * doubt: one whose own leaves are not of one mind.
 */
import type { Order } from "../../core/group.js";
import { formatPath, type Path } from "../../core/path.js";
import { type Held, majorityOf } from "../right.js";
import type { Start } from "../turn.js";

/** The path at the top of that subtree. */
export function contested(held: Held, start: Start, answer: Order, echoes: boolean): Path {
  let path: Path = [start.general];
  for (;;) {
    const doubtful = childrenInDoubt(held, start, path, echoes);
    const accounting = doubtful.filter((child) => wouldAnswer(held, start, child, answer, echoes));
    const [only] = accounting;
    if (doubtful.length !== 1 || only === undefined) return path;
    path = only;
  }
}

/** Children with votes below them that are not all the same. */
function childrenInDoubt(held: Held, start: Start, path: Path, echoes: boolean): Path[] {
  if (path.length > start.m) return [];
  return [...held.votes(path, echoes).keys()]
    .filter((id) => echoes || id !== start.id)
    .map((id) => [...path, id])
    .filter((child) => child.length <= start.m && !isOfOneMind(held, start, child, echoes));
}

function isOfOneMind(held: Held, start: Start, path: Path, echoes: boolean): boolean {
  return new Set(leavesBelow(held, start, path, echoes)).size === 1;
}

/** All that was told below an inner path, itself at its own hop. */
function leavesBelow(held: Held, start: Start, path: Path, echoes: boolean): Order[] {
  const below: Order[] = [held.orderAt(path)];
  if (path.length > start.m) return below;
  for (const id of held.votes(path, echoes).keys()) {
    if (echoes || id !== start.id) below.push(...leavesBelow(held, start, [...path, id], echoes));
  }
  return below;
}

/** Whether all above would come to the answer if this subtree did. */
function wouldAnswer(held: Held, start: Start, path: Path, answer: Order, echoes: boolean): boolean {
  let vote: Order = answer;
  for (let at: Path = path; at.length > 1; at = at.slice(0, -1)) {
    const parent = at.slice(0, -1);
    const votes = held.votes(parent, echoes);
    votes.set(at.at(-1) as number, vote);
    vote = majorityOf([...votes.values()]) ?? start.default;
  }
  return vote === answer;
}

/** The votes at `path`, a line each. */
export function votesText(held: Held, start: Start, path: Path, answer: Order, echoes: boolean): string[] {
  if (path.length > start.m) {
    return [`at ${formatPath(path)} it had been told ${held.orderAt(path)}`];
  }
  const votes = [...held.votes(path, echoes)];
  const right = held.fold(path, echoes);
  const lines = votes.map(([id, vote]) => {
    const child = [...path, id];
    const isOwn = id === start.id && (!echoes || child.length > start.m);
    const own = isOwn ? "   what it was itself told" : belowText(held, start, child, echoes);
    return `  ${formatPath(child)}  ${vote}${own}`;
  });
  const count = votes.filter(([, vote]) => vote === right).length;
  const isMajority = 2 * count > votes.length;
  const why = isMajority
    ? `${count} of ${votes.length} votes are ${right}`
    : `no order has more than half of the ${votes.length} votes, so that it is the default, ${right}`;
  const end = path.length === 1 ? `, and not ${answer}` : `; the answer ${answer} takes another`;
  return [`at ${formatPath(path)}:`, ...lines, `${why}${end}`];
}

function belowText(held: Held, start: Start, path: Path, echoes: boolean): string {
  if (path.length > start.m) return "";
  const votes = [...held.votes(path, echoes)].map(([id, vote]) => `${vote} by ${id}`);
  return `   of ${votes.join(", ")}`;
}
