/**
 * A fuzzer for decoders. It changes inputs that it knows, starting from a kept corpus, and knows from then on every
 * input that got an answer never heard before: a decoder's answers name what it looked at, so they lead it inwards.
 */
import { type Dice, diceOf, mutate } from "./mutate.js";

export interface Target {
  readonly name: string;
  /** longest input, bytes */
  readonly bytesMax: number;
  /** how many of a thousand executions it gets */
  readonly share: number;
  readonly seeds: () => readonly Buffer[];
  /** Decodes; returns what the answer was, and throws only for what must never happen. */
  readonly run: (input: Buffer) => string;
}

export interface Finding {
  readonly target: string;
  readonly input: Buffer;
  readonly what: string;
}

export interface Fuzzed {
  readonly executions: number;
  readonly accepted: number;
  /** one input for each different answer */
  readonly kept: ReadonlyMap<string, Buffer>;
  readonly slowestMs: number;
  readonly findings: readonly Finding[];
}

/** An answer that begins so is an input that was taken in. */
export const ACCEPTED = "accepted";

/** Of the processor: longer is a hang. The slowest honest input takes a thousandth of it. */
const HANG_MS = 4000;

const FINDINGS_MAX = 10;
const KNOWN_MAX = 500;

export function fuzz(target: Target, corpus: readonly Buffer[], executions: number, seed: number): Fuzzed {
  const dice = diceOf(seed);
  const known: Buffer[] = [];
  const kept = new Map<string, Buffer>();
  const findings: Finding[] = [];
  let done = 0;
  let accepted = 0;
  let slowestMs = 0;
  const execute = (input: Buffer) => {
    const startedMs = cpuMs();
    done++;
    try {
      const answer = target.run(input);
      if (answer.startsWith(ACCEPTED)) accepted++;
      if (!kept.has(answer) && kept.size < KNOWN_MAX) {
        kept.set(answer, input);
        known.push(input);
      }
    } catch (error) {
      findings.push({
        target: target.name,
        input,
        what: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
    }
    const tookMs = cpuMs() - startedMs;
    slowestMs = Math.max(slowestMs, tookMs);
    if (tookMs > HANG_MS)
      findings.push({ target: target.name, input, what: `took ${Math.round(tookMs)} ms` });
  };
  known.push(...target.seeds());
  const honest = known.length;
  for (const input of [...known, ...corpus]) if (done < executions) execute(input);
  for (let left = executions - done; left > 0 && findings.length < FINDINGS_MAX; left--)
    execute(mutate(drawn(known, honest, dice), known, dice, target.bytesMax));
  return { executions: done, accepted, kept, slowestMs, findings };
}

/** Waiting for the processor is no hang. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** An honest input, or any known one. */
function drawn(known: readonly Buffer[], honest: number, dice: Dice): Buffer {
  return known[dice(dice(2) ? honest : known.length)]!;
}

/** What an answer is about: its first words, up to whatever it quotes. */
export function shapeOf(text: string): string {
  return (/^[\s:]*(?:[A-Za-z]+[ ,:]*){0,3}/.exec(text.replaceAll(/\d+/g, "N")) ?? [""])[0];
}
