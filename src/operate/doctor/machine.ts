/** Whether this machine can run nodes at all: Node.js, open files, memory, clocks, and an event loop that is in time. */
import { spawnSync } from "node:child_process";
import { tooSlowMs } from "../../core/too-slow.js";
import { monotonicMs } from "../../net/clock.js";
import { LoopDelay } from "../loop-delay.js";
import { type Check, failed, ok, warning } from "./check.js";

/** `range`: as in package.json, e.g. `^20.19 || >=22.12`. */
export function checkNode(version: string, range: string): Check {
  const isIn = range.split("||").some((part) => fits(version, part.trim()));
  if (isIn) return ok("Node.js", `${version} is in ${range}`);
  return failed("Node.js", `${version} is not in ${range}`, "install a newer Node.js from nodejs.org");
}

function fits(version: string, part: string): boolean {
  const [, sign, major, minor] = /^(\^|>=)(\d+)\.(\d+)$/.exec(part) ?? [];
  const [hasMajor = 0, hasMinor = 0] = version.split(".").map(Number);
  if (hasMajor === Number(major)) return hasMinor >= Number(minor);
  return sign === ">=" && hasMajor > Number(major);
}

/**
 * What a node has open at n nodes: measured as 42 at n = 4, 70 at 13 and 130 at 33; the rest is for reconnections. Peers
 * that are known by names take three more each.
 */
export function openFilesNeeded(n: number, names = 0): number {
  return 64 + 4 * n + 3 * names;
}

export function checkOpenFiles(n: number, names: number): Check {
  // asked of a shell, since Node.js raises the soft limit to the hard one for itself and its children
  const { stdout } = spawnSync("/bin/sh", ["-c", "ulimit -n"], { encoding: "utf8", timeout: 5_000 });
  const limit = stdout?.trim() === "unlimited" ? Number.POSITIVE_INFINITY : Number(stdout);
  const needed = openFilesNeeded(n, names);
  const name = "open files";
  if (!stdout || Number.isNaN(limit)) {
    return warning(name, "the limit cannot be found here", `see that each node may have ${needed} open`);
  }
  if (limit >= needed) return ok(name, `${limit} allowed, each of ${n} nodes has up to ${needed}`);
  return failed(
    name,
    `${limit} allowed, each of ${n} nodes has up to ${needed}`,
    `ulimit -n ${needed}, or LimitNOFILE=${needed} in a systemd unit`,
  );
}

/** `whose`: of which processes. */
export function checkMemory(whose: string, neededBytes: number, availableBytes: number): Check {
  const [needed, available] = [neededBytes, availableBytes].map((bytes) => `${Math.ceil(bytes / 1e6)} MB`);
  const detail = `${whose}: about ${needed}; ${available} available`;
  if (neededBytes <= availableBytes) return ok("memory", detail);
  return failed("memory", detail, "tolerate fewer traitors (--m), or see strategos plan");
}

const WATCH_MS = 200;

/** Before this project's first version was published, no clock that is set right can be. */
const WALL_CLOCK_MIN = Date.UTC(2026, 0, 1);
const STEP_MS_MAX = 100;

/** Watches clocks and event loop for {@link WATCH_MS}: one that stands still for a third of a round is outside the guarantee. */
export async function checkTime(roundTimeoutMs: number): Promise<readonly Check[]> {
  const delay = new LoopDelay();
  const [wallAt, monotonicAt] = [Date.now(), monotonicMs()];
  const stamps = [monotonicAt];
  const timer = setInterval(() => stamps.push(monotonicMs()), 5);
  await new Promise((resolve) => setTimeout(resolve, WATCH_MS));
  clearInterval(timer);
  delay.stop();
  const stepMs = Math.abs(Date.now() - wallAt - (monotonicMs() - monotonicAt));
  return [clockCheck(stamps, wallAt, stepMs), loopCheck(delay.delays.maxMs, roundTimeoutMs)];
}

export function clockCheck(stamps: readonly number[], wallMs: number, stepMs: number): Check {
  if (stamps.some((at, index) => index > 0 && at < stamps[index - 1]!)) {
    return failed("clocks", "the monotonic clock ran backwards", "deadlines need it: use another machine");
  }
  const now = new Date(wallMs).toISOString();
  const fix = "set the clock, with NTP for instance; only the times in logs depend on it";
  if (wallMs < WALL_CLOCK_MIN) return warning("clocks", `the wall clock says ${now}`, fix);
  if (stepMs > STEP_MS_MAX) {
    return warning("clocks", `the wall clock jumped by ${Math.round(stepMs)} ms in ${WATCH_MS} ms`, fix);
  }
  return ok("clocks", `the monotonic clock runs; the wall clock says ${now}`);
}

export function loopCheck(maxMs: number, roundTimeoutMs: number): Check {
  const limitMs = tooSlowMs(roundTimeoutMs);
  const detail = `late by ${maxMs.toFixed(1)} ms at most in ${WATCH_MS} ms; a node may be by ${Math.round(limitMs)} ms`;
  const fix = "free the processors, or give a longer roundTimeout";
  if (maxMs > limitMs) return failed("event loop", detail, fix);
  return maxMs > limitMs / 4 ? warning("event loop", detail, fix) : ok("event loop", detail);
}
