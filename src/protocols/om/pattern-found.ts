/**
 * The pattern of a report (pattern.ts), as its sender finds it in the rows. Whatever is found, what is told is those rows: each
 * run is compared with the pattern, and told in full where it does not go with it.
 *
 * A run tells its rows of the pattern but for the ids of h₄ … hₖ, and perhaps the other way about. A place of the pattern names
 * an h₂ and an x, so that three runs of one h₃ which have none of those ids in common tell all of it. Runs of one order throughout
 * tell nothing of it, and those along nodes that draw their lies go with no others.
 */
import { CODE, eachRun, partsOf, patternedBytes, type Runs } from "./pattern.js";
import type { Rows } from "./report.js";
import { simdCodes } from "./simd-pattern.js";

/** So many candidates are tried as the first, with which others have to go. */
const FIRST_MAX = 8;

/** How far a candidate's other hops are from each other. */
const APART = [1, 2, 3, -1, -2, -3];
const APART_MAX = 3;

/** The body that tells `rows` by a pattern; null where it would be longer than so many bytes. */
export function foundPattern(rows: Rows, runs: Runs, bytesMax: number): Uint8Array<ArrayBuffer> | null {
  const pattern = patternOf(rows, runs);
  if (pattern === null) return null;
  const codes = simdCodes(pattern, runs, rows) ?? codesOf(rows, runs, pattern);
  let inFull = 0;
  for (const code of codes) if (code === CODE.full) inFull++;
  const bytes = patternedBytes(runs, inFull);
  if (bytes > bytesMax) return null;
  const body = new Uint8Array(bytes);
  const parts = partsOf(body, runs);
  parts.pattern.set(pattern);
  parts.codes.set(codes);
  let next = 0;
  for (let run = 0; run < codes.length; run++) {
    if (codes[run] !== CODE.full) continue;
    parts.full.set(rows.subarray(run * runs.length, (run + 1) * runs.length), next);
    next += runs.length;
  }
  return body;
}

/** Null where too few of its lines are found for most runs to go with it. */
function patternOf(rows: Rows, runs: Runs): Uint32Array | null {
  const pattern = new Uint32Array(runs.patternRows);
  const starts = startsOf(runs);
  let missing = 0;
  for (let h3 = 0; h3 < runs.choices; h3++) {
    const { line, isFound } = bestOf(new Candidates(rows, runs, starts, h3), runs, h3);
    if (line) writeLine(line, runs, h3, pattern);
    if (!isFound && ++missing > runs.choices / 3) return null;
  }
  return pattern;
}

/** How each run goes with the pattern, in plain JavaScript. */
export function codesOf(rows: Rows, runs: Runs, pattern: Uint32Array): Uint8Array {
  const { length, rowBits } = runs;
  const all = 2 ** rowBits - 1;
  const codes = new Uint8Array(runs.count);
  eachRun(runs, pattern, (lines, line, run) => {
    let some = 0;
    let every = all;
    let differing = 0;
    let agreeing = 0;
    let at = run * length;
    for (const end = line + length; line < end; line++, at++) {
      const row = rows[at] as number;
      const difference = row ^ (lines[line] as number);
      some |= row;
      every &= row;
      differing |= difference;
      agreeing |= ~difference;
    }
    if (some === 0) codes[run] = CODE.none;
    else if (every === all) codes[run] = CODE.all;
    else if (differing === 0) codes[run] = CODE.same;
    else if ((agreeing & all) === 0) codes[run] = CODE.other;
    else codes[run] = CODE.full;
  });
  return codes;
}

/** What is known of one h₃'s rows of the pattern: by h₂ a bit for each x, all by their ranks among all choices. */
interface Line {
  readonly bits: Int32Array;
  readonly known: Int32Array;
}

/**
 * What runs of one h₃ tell, as far as it is asked for, if they differ within: first those whose other hops are neighbours, so that
 * three of them have none in common, then those whose other hops lie further apart.
 */
class Candidates {
  readonly #seen: Line[] = [];
  #tried = 0;

  constructor(
    private readonly rows: Rows,
    private readonly runs: Runs,
    private readonly starts: readonly number[],
    private readonly h3: number,
  ) {}

  nth(at: number): Line | undefined {
    const others = this.runs.choices - 1;
    const tries = this.runs.hops > 1 ? others * APART.length : others;
    while (at >= this.#seen.length && this.#tried < tries) {
      if (this.#tried === others && this.#seen.length === 0) return undefined;
      const start = this.starts[this.#tried % others] as number;
      const taken = this.#taken(start, APART[Math.floor(this.#tried / others)] as number);
      this.#tried++;
      const row = firstRowOf(taken, this.runs);
      if (differs(this.rows, row, this.runs)) this.#seen.push(lineFrom(this.rows, row, this.runs, taken));
    }
    return this.#seen[at];
  }

  /** The other hops of one try, by rank, the one before the sender first, and h₃. */
  #taken(start: number, apart: number): number[] {
    const { choices, hops } = this.runs;
    const others = choices - 1;
    const taken: number[] = [];
    for (let at = 0; at < hops; at++) {
      const place = (start + at * apart + hops * others * APART_MAX) % others;
      taken.push(place < this.h3 ? place : place + 1);
    }
    taken.push(this.h3);
    return taken;
  }
}

/** Where tries begin: each leaves the hops of the one before behind it, and none is made twice, for that would go with itself. */
function startsOf({ choices, hops }: Runs): number[] {
  const starts: number[] = [];
  for (let first = 0; first < hops; first++)
    for (let place = first; place < choices - 1; place += hops) starts.push(place);
  return starts;
}

/** Of the run with these hops. */
function firstRowOf(taken: readonly number[], { choices, length }: Runs): number {
  let run = 0;
  for (let at = 0; at < taken.length; at++) {
    const hop = taken[at] as number;
    let rank = hop;
    for (let before = 0; before < at; before++) if ((taken[before] as number) < hop) rank--;
    run = run * (choices - at) + rank;
  }
  return run * length;
}

/** Whether a run tells more than one order. */
function differs(rows: Rows, start: number, { length, rowBits }: Runs): boolean {
  const first = rows[start] as number;
  if (first !== 0 && first !== 2 ** rowBits - 1) return true;
  for (let at = start + 1; at < start + length; at++) if (rows[at] !== first) return true;
  return false;
}

/** A run's rows among all choices, with a gap at the place of each hop that is taken. */
function lineFrom(rows: Rows, start: number, { choices }: Runs, taken: readonly number[]): Line {
  const bits = new Int32Array(choices);
  const known = new Int32Array(choices);
  const gaps = taken.toSorted((a, b) => a - b);
  let isTold = 2 ** choices - 1;
  for (const hop of taken) isTold &= ~(1 << hop);
  let next = start;
  for (let h2 = 0; h2 < choices; h2++) {
    if (((isTold >>> h2) & 1) === 0) continue;
    let row = rows[next++] as number;
    let own = h2;
    for (const gap of gaps) {
      if (own < gap) row = withGap(row, own);
      if (own < gap) own = choices;
      row = withGap(row, gap);
    }
    bits[h2] = own < choices ? withGap(row, own) : row;
    known[h2] = isTold & ~(1 << h2);
  }
  return { bits, known };
}

/** The bits from this place on move up by one. */
function withGap(row: number, place: number): number {
  return row + (row & (-1 << place));
}

/** Candidates put together as far as they go with each other: the first sum in which all is known, or else the one of most. */
function bestOf(
  candidates: Candidates,
  { choices }: Runs,
  h3: number,
): { line: Line | null; isFound: boolean } {
  let line: Line | null = null;
  let most = 0;
  for (let at = 0, first = candidates.nth(0); first && at < FIRST_MAX; first = candidates.nth(++at)) {
    const sum = { bits: first.bits.slice(), known: first.known.slice() };
    let together = 0;
    for (let beside = 0, other = candidates.nth(0); other; other = candidates.nth(++beside)) {
      if (together < 2 && beside > choices) break;
      if (!add(sum, other)) continue;
      if (++together > 2 && isWhole(sum, choices, h3)) return { line: sum, isFound: true };
    }
    if (together > most) [line, most] = [sum, together];
  }
  return { line, isFound: most > 1 || candidates.nth(1) === undefined };
}

/** Adds what another candidate tells, as it is or the other way about; false where it goes in neither way. */
function add(sum: Line, { bits, known }: Line): boolean {
  let differing = 0;
  let agreeing = 0;
  for (let h2 = 0; h2 < bits.length; h2++) {
    const shared = (sum.known[h2] as number) & (known[h2] as number);
    const difference = (sum.bits[h2] as number) ^ (bits[h2] as number);
    differing |= difference & shared;
    agreeing |= ~difference & shared;
    if (differing !== 0 && agreeing !== 0) return false;
  }
  for (let h2 = 0; h2 < bits.length; h2++) {
    const is = known[h2] as number;
    const row = differing ? ~(bits[h2] as number) : (bits[h2] as number);
    sum.bits[h2] = (sum.bits[h2] as number) | (row & is & ~(sum.known[h2] as number));
    sum.known[h2] = (sum.known[h2] as number) | is;
  }
  return true;
}

function isWhole({ known }: Line, choices: number, h3: number): boolean {
  const all = 2 ** choices - 1;
  for (let h2 = 0; h2 < choices; h2++)
    if (h2 !== h3 && ((known[h2] as number) | (1 << h2) | (1 << h3)) !== all) return false;
  return true;
}

/** As rows of the pattern: without the places of h₃ and h₂ themselves. */
function writeLine({ bits }: Line, { choices }: Runs, h3: number, pattern: Uint32Array): void {
  let next = h3 * (choices - 1);
  for (let h2 = 0; h2 < choices; h2++) {
    if (h2 === h3) continue;
    const row = withoutBit(bits[h2] as number, Math.max(h2, h3));
    pattern[next++] = withoutBit(row, Math.min(h2, h3));
  }
}

function withoutBit(row: number, place: number): number {
  const high = -1 << place;
  return (row & ~high) | ((row >>> 1) & high);
}
