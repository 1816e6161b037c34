/**
 * Breaks one node's process or links under `strategos run` as it is shipped: a shell script stands in the place of
 * Node.js when the launcher starts its nodes. It changes the world for the one process, and becomes that node.
 */
import { existsSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What is different for one node. */
export interface Breakage {
  readonly env?: Readonly<Record<string, string>>;
  /** how many file descriptors it may have */
  readonly descriptors?: number;
  /** address of a peer → where this node finds it instead */
  readonly routes?: ReadonlyMap<string, string>;
}

/** Flags for Node.js that make the launcher which it runs start its nodes so. `folder` must outlive the run. */
export function breakerFlags(folder: string, byNode: ReadonlyMap<number, Breakage>): string[] {
  const reroute = join(folder, "reroute.cjs");
  writeFileSync(reroute, REROUTE);
  const cases = [...byNode].map(([id, breakage]) => `${id})\n${linesOf(breakage, reroute).join("\n")}\n;;`);
  const script = join(folder, "node.sh");
  const lines = [
    "#!/bin/sh",
    "for id; do :; done", // the last argument is the node's id
    `case "$id" in`,
    ...cases,
    "esac",
    `exec "${process.execPath}" "$@"`,
  ];
  writeFileSync(script, `${lines.join("\n")}\n`, { mode: 0o755 });
  const preload = join(folder, "breaker.cjs");
  writeFileSync(preload, `process.execPath = ${JSON.stringify(script)};\n`);
  return ["--require", preload];
}

/** Loaded first in a node: in what its launcher tells it, peers are elsewhere. */
const REROUTE = `
const routes = JSON.parse(process.env.CHAOS_ROUTES);
const rerouted = (value) => {
  if (typeof value === "string") return routes[value] ?? value;
  if (Array.isArray(value)) return value.map(rerouted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, rerouted(inner)]));
};
const emit = process.emit;
process.emit = (name, ...rest) =>
  emit.apply(process, name === "message" ? [name, rerouted(rest[0]), ...rest.slice(1)] : [name, ...rest]);
`;

function linesOf({ env = {}, descriptors, routes = new Map() }: Breakage, reroute: string): string[] {
  const elsewhere = JSON.stringify(Object.fromEntries(routes));
  return [
    ...(routes.size > 0 ? [`export CHAOS_ROUTES='${elsewhere}'`, `set -- --require '${reroute}' "$@"`] : []),
    ...(descriptors === undefined ? [] : [`ulimit -n ${descriptors}`]),
    ...Object.entries(env).map(([key, value]) => `export ${key}='${value}'`),
    ":",
  ];
}

/** Debian's package libfaketime; null where it is missing. */
export function faketimeLibrary(): string | null {
  const folders = ["x86_64-linux-gnu", "aarch64-linux-gnu"].map((machine) => `/usr/lib/${machine}/faketime`);
  return folders.map((folder) => join(folder, "libfaketime.so.1")).find(existsSync) ?? null;
}

/** How far the wall clock of a process is off, from now on; whoever reads the file finds it whole. */
export function setClock(file: string, offMs: number): void {
  writeFileSync(`${file}.new`, `${offMs < 0 ? "" : "+"}${offMs / 1000}`);
  renameSync(`${file}.new`, file);
}

/** Gives one process a wall clock of its own, see {@link setClock}; its monotonic clock stays. */
export function faketime(library: string, file: string): Record<string, string> {
  return {
    LD_PRELOAD: library,
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_NO_CACHE: "1",
    FAKETIME_DONT_FAKE_MONOTONIC: "1",
  };
}
