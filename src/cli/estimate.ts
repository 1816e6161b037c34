/**
 * How long a run may take on this machine: a calibration of a fraction of a second, and the plan. What is measured here
 * stands for the real thing by factors that were fitted to real runs at n = 16, 19 and 22; it knows nothing of what else
 * the machine will do. An estimate, and printed as one.
 */
import { spawn } from "node:child_process";
import { createCipheriv } from "node:crypto";
import { availableParallelism } from "node:os";
import type { Plan, Wire } from "../plan/plan.js";

/** What was measured, per core. */
export interface Pace {
  /** a bare node process, from start to end */
  readonly processMs: number;
  /** encrypting one byte and storing it in fresh memory */
  readonly msPerByte: number;
}

export interface Estimate {
  readonly startMs: number;
  /** of each round, its reports' building and folding included, which grow with their bytes */
  readonly roundsMs: readonly number[];
  readonly totalMs: number;
}

/** A process of a run loads zeromq, dials all others and shakes hands with them. */
const START_PER_PROCESS = 4.5;
/**
 * A byte is encrypted by another cipher than the one measured here, sent, received, decrypted, checked, stored and folded.
 * One that is spelled out is written and parsed as text, too. Of packed ones most are made of a pattern where they arrive and
 * never sent; where traitors draw their lies it takes twice as long.
 */
const EXCHANGE_PER_BYTE = { packed: 3, json: 60 } as const;

/** On a machine so busy that a process takes longer than this, nobody can estimate anything. */
const PROCESS_MS_MAX = 500;

/** A bare process, from start to end, beside what this one needed until Node.js had started. */
const BARE_PER_BOOT = 2;
/** Of machines that this was tried on: of no weight where few bytes are sent. */
const TYPICAL_MS_PER_BYTE = 2e-6;

/** What is known without measuring, for runs that are over in seconds. */
export function ownPace(): Pace {
  const { bootstrapComplete } = performance.nodeTiming;
  return { processMs: BARE_PER_BOOT * bootstrapComplete, msPerByte: TYPICAL_MS_PER_BYTE };
}

export async function calibrate(): Promise<Pace> {
  const processMs = await timed(bareProcess);
  const bytes = new Uint8Array(1 << 20);
  cipher(bytes);
  const cipherMs = await timed(() => {
    for (let piece = 0; piece < 8; piece++) cipher(bytes).slice();
  });
  return { processMs, msPerByte: cipherMs / (8 * bytes.length) };
}

export function estimateOf(plan: Plan, wire: Wire, pace: Pace, cores = availableParallelism()): Estimate {
  const atOnce = Math.min(plan.n, cores);
  const startMs = (plan.n * START_PER_PROCESS * pace.processMs) / atOnce;
  const msPerByte = (EXCHANGE_PER_BYTE[wire] * pace.msPerByte) / atOnce;
  const roundsMs = plan.rounds.map(({ bytes }) => bytes * msPerByte);
  return { startMs, roundsMs, totalMs: roundsMs.reduce((sum, ms) => sum + ms, startMs) };
}

function cipher(bytes: Uint8Array): Buffer {
  const options = { authTagLength: 16 };
  return createCipheriv("chacha20-poly1305", Buffer.alloc(32, 1), Buffer.alloc(12), options).update(bytes);
}

/** One that cannot be started costs nothing here; the run itself will say why. */
function bareProcess(): Promise<void> {
  return new Promise((resolve) => {
    const limits = { timeout: PROCESS_MS_MAX, killSignal: "SIGKILL" } as const;
    const child = spawn(process.execPath, ["-e", "0"], { stdio: "ignore", ...limits });
    child.on("close", () => resolve());
    child.on("error", () => resolve());
  });
}

async function timed(action: () => unknown): Promise<number> {
  const start = performance.now();
  await action();
  return performance.now() - start;
}
